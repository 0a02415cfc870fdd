locals {
  _kms_key_arns = concat(var.bucket.kms == null ? [] : [module.bucket.kms_key_arn], var.additional_kms_key_arns)
  _holds_kms    = var.bucket.kms != null || length(var.additional_kms_key_arns) > 0
  _kms_opt_in   = { for id, rule in var.rules : id => local._holds_kms && !rule.skip_kms_objects }

  # By destination, and from the rules alone, for the destination's own policies need it too. A disabled rule counts: what it admitted while
  # enabled is still delivered.
  _asked = { for key in distinct(values(var.rules)[*].destination) : key => {
    delete_markers = anytrue([for rule in values(var.rules) : rule.delete_markers if rule.destination == key])
    kms_objects    = anytrue([for id, rule in var.rules : local._kms_opt_in[id] if rule.destination == key])
  } }

  _destinations = {
    for key, destination in var.destinations : key => merge(destination, {
      arn = "arn:${module.bucket.partition}:s3:::${destination.bucket_name}"
      # S3 wants the account beside an owner override; across accounts it also states whose bucket is meant.
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

  # By rule, those of a higher number that decide in its place. Delete markers, KMS objects and changes of replicas that an upper rule leaves
  # out may fall to the lower one (AWS leaves it open), so only what is left nothing at all counts.
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
