locals {
  _kms_key_arns = concat(var.bucket.kms == null ? [] : [module.bucket.kms_key_arn], module.bucket.retired_kms_key_arns, var.additional_kms_key_arns)
  _holds_kms    = var.bucket.kms != null || length(var.bucket.retired_kms_keys) > 0 || length(var.additional_kms_key_arns) > 0
  _kms_opt_in   = { for id, rule in var.rules : id => local._holds_kms && !rule.skip_kms_objects }

  # By destination, and from the rules alone, because the destination's policies need it too. A disabled rule counts: S3 still delivers
  # what the rule chose while it was enabled.
  _asked = { for key in distinct(values(var.rules)[*].destination) : key => {
    delete_markers = anytrue([for rule in values(var.rules) : rule.delete_markers if rule.destination == key])
    kms_objects    = anytrue([for id, rule in var.rules : local._kms_opt_in[id] if rule.destination == key])
  } }

  _destinations = {
    for key, destination in var.destinations : key => merge(destination, {
      arn = "arn:${module.bucket.partition}:s3:::${destination.bucket_name}"
      # S3 requires the account with an owner override; across accounts it also says who must own the bucket.
      account = destination.owner_override || destination.account_id != module.bucket.account_id ? destination.account_id : null
    })
  }

  # The provider keeps rules as an ordered list: a stable order keeps plans quiet.
  _ordered_ids = [for key in sort([for id, rule in var.rules : format("%010d %s", rule.priority, id)]) : substr(key, 11, -1)]

  _rules = [for id in local._ordered_ids : merge(var.rules[id], {
    id             = id
    to             = local._destinations[var.rules[id].destination]
    kms_opt_in     = local._kms_opt_in[id]
    filters_number = length(var.rules[id].tags) + (var.rules[id].prefix == null ? 0 : 1)
  })]

  # By rule, the rules of a higher priority that take all its objects. The lower rule may replicate delete markers, KMS objects and replica
  # changes that the higher rule leaves out (AWS does not document it), so a rule counts only if nothing is left for it.
  _covered_by = { for id, rule in var.rules : id => [for upper, above in var.rules : upper if alltrue([
    above.enabled && rule.enabled && above.destination == rule.destination && above.priority > rule.priority,
    startswith(rule.prefix == null ? "" : rule.prefix, above.prefix == null ? "" : above.prefix),
    alltrue([for key, value in above.tags : lookup(rule.tags, key, null) == value]),
    above.delete_markers || !rule.delete_markers,
    above.replica_modifications || !rule.replica_modifications,
    rule.skip_kms_objects || !above.skip_kms_objects,
  ])] }
  _idle = { for id, uppers in local._covered_by : id => uppers if length(uppers) > 0 }

  _without_key  = [for rule in local._rules : rule.id if rule.kms_opt_in && rule.to.kms_key == null]
  _without_lock = [for key, destination in var.destinations : key if var.bucket.object_lock != null && !destination.object_lock]
}
