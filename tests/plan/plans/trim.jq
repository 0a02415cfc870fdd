# What a reader of the world does not look at: values shown elsewhere, sensitivity, versions, times.
del(.relevant_attributes, .timestamp, .resource_drift, .checks, .applyable, .complete, .errored, .planned_values.root_module)
| .resource_changes |= map(del(.provider_name, .action_reason, .change.before_sensitive, .change.after_sensitive,
    .change.replace_paths) | if .change.actions == ["delete"] or .change.actions == ["forget"] then . else del(.change.before) end)
| del(.. | .sensitive_values?, .schema_version?, .version_constraint?, .full_name?)
