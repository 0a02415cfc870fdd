# What the checks of a plan do not look at: values shown elsewhere, sensitivity, versions, times.
del(.relevant_attributes, .timestamp, .resource_drift, .checks, .applyable, .complete, .errored, .planned_values.root_module, .prior_state)
| .resource_changes |= map(del(.provider_name, .action_reason, .change.before_sensitive, .change.after_sensitive, .change.replace_paths,
    .change.before_identity, .change.after_identity))
| del(.. | .sensitive_values?, .schema_version?, .version_constraint?, .full_name?)
