locals {
  # By key: the present statements that let somebody of the key's account change its policy. Foreign JSON, hence try().
  _managing = { for name, key in local._merged_keys : name => [for statement in flatten([jsondecode(key.existing.policy_json).Statement]) : statement if alltrue([
    try(statement.Effect, "") == "Allow",
    can(statement.Resource),
    anytrue([for action in flatten([try(statement.Action, [])]) : can(regex("^${replace(lower(action), "*", ".*")}$", "kms:putkeypolicy"))]),
    anytrue([for principal in flatten([try(statement.Principal.AWS, statement.Principal, [])]) : can(regex("^([*]|(arn:[a-z-]+:(iam|sts)::)?${local.account_id}(:.+)?)$", principal))]),
  ])] }

  # Statements of the owner under an id of the module's that differ from what the module writes there.
  _module_key_statements = { for statement in try(flatten([jsondecode(data.aws_iam_policy_document.replicas_key.json).Statement]), []) : statement.Sid => jsonencode(statement) }
  _taken_key_sids = { for name, key in local._merged_keys : name => [
    for statement in flatten([jsondecode(key.existing.policy_json).Statement]) : statement.Sid
    if try(local._module_key_statements[statement.Sid] != jsonencode(statement), false)
  ] }
}

resource "aws_kms_key_policy" "this" {
  for_each = local._merged_keys

  key_id = split("/", each.value.existing.arn)[1] # the provider reads the id back, so that an ARN would differ in every plan
  policy = data.aws_iam_policy_document.key[each.key].json

  # Otherwise, destroying this would replace the owner's policy with KMS's default policy (docs/decisions.md). With it, KMS does not check
  # that the key stays manageable, so the precondition does.
  bypass_policy_lockout_safety_check = true

  lifecycle {
    precondition {
      condition     = split(":", each.value.existing.arn)[4] == local.account_id
      error_message = "bucket.kms.existing of \"${var.name}\" is a key of account ${split(":", each.value.existing.arn)[4]}, and only that account can change its policy, not the bucket's account ${local.account_id}. Remove policy_json and let the key's owner add the output kms_key_policy_json."
    }

    precondition {
      # https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
      condition     = length(local._managing[each.key]) > 0
      error_message = "bucket.kms.existing.policy_json of \"${var.name}\" lets nobody of account ${local.account_id} change the key's policy (kms:PutKeyPolicy), so nobody could manage the key again. Give the key's whole present policy, or remove policy_json."
    }

    precondition {
      condition     = length(local._taken_key_sids[each.key]) == 0
      error_message = "bucket.kms.existing.policy_json of \"${var.name}\" has statements with the ids ${jsonencode(local._taken_key_sids[each.key])}, but the module writes different statements with these ids. Give the owner's statements other ids, or remove them from policy_json if the module wrote them."
    }
  }
}

# Removing the last source is how you remove its statement from the policy, so this is a warning only.
check "policy_json_has_something_to_add" {
  assert {
    condition     = length(local._merged_keys) == 0 || length(local._kms_sources) > 0
    error_message = "bucket.kms.existing.policy_json of \"${var.name}\" has nothing to add: no role of another account uses the key (sources with kms_objects). For a role of the key's account, the key's policy must delegate to that account or allow the role in a statement that you write."
  }
}
