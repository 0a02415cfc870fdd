locals {
  _creates_key    = var.kms == null ? false : var.kms.existing == null && var.kms.replica_of == null
  _replicates_key = var.kms == null ? false : var.kms.replica_of != null
  _merges_policy  = var.kms == null ? false : var.kms.existing == null ? false : var.kms.existing.policy_json != null

  # The present statements by which somebody of the key's account can go on changing its policy; foreign JSON, hence try().
  _managing = !local._merges_policy ? [] : [for statement in flatten([jsondecode(var.kms.existing.policy_json).Statement]) : statement if alltrue([
    try(statement.Effect, "") == "Allow",
    can(statement.Resource),
    anytrue([for action in flatten([try(statement.Action, [])]) : can(regex("^${replace(lower(action), "*", ".*")}$", "kms:putkeypolicy"))]),
    anytrue([for principal in flatten([try(statement.Principal.AWS, statement.Principal, [])]) : can(regex("^([*]|(arn:[a-z-]+:(iam|sts)::)?${local.account_id}(:.+)?)$", principal))]),
  ])]

  _created_key_arn = one(concat(aws_kms_key.this[*].arn, aws_kms_replica_key.this[*].arn))
  kms_key_arn      = var.kms == null ? null : var.kms.existing == null ? local._created_key_arn : var.kms.existing.arn
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:In a key policy "*" is this key, and the account's own policies must be able to manage it
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key
  count = local._creates_key || local._replicates_key || local._merges_policy ? 1 : 0

  source_policy_documents   = local._merges_policy ? [var.kms.existing.policy_json] : []
  override_policy_documents = length(local._kms_sources) > 0 ? [data.aws_iam_policy_document.replicas_key.json] : []

  # Without it nobody could manage the key: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
  dynamic "statement" {
    for_each = local._merges_policy ? [] : ["DelegateToAccount"]

    content {
      sid       = statement.value
      actions   = ["kms:*"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = ["arn:${data.aws_partition.current.partition}:iam::${local.account_id}:root"]
      }
    }
  }
}

resource "aws_kms_key" "this" {
  count = local._creates_key ? 1 : 0

  description             = "Default encryption of bucket ${var.name}"
  policy                  = data.aws_iam_policy_document.key[0].json
  deletion_window_in_days = var.kms.deletion_window_in_days
  enable_key_rotation     = true
  rotation_period_in_days = var.kms.rotation_period_in_days
  multi_region            = var.kms.multi_region
  tags                    = var.tags
}

# It rotates when its primary does; the policy is its own: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
resource "aws_kms_replica_key" "this" {
  count = local._replicates_key ? 1 : 0

  description             = "Default encryption of bucket ${var.name}"
  primary_key_arn         = var.kms.replica_of.arn
  policy                  = data.aws_iam_policy_document.key[0].json
  deletion_window_in_days = var.kms.deletion_window_in_days
  tags                    = var.tags

  lifecycle {
    precondition {
      # https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
      condition     = split(":", var.kms.replica_of.arn)[4] == local.account_id
      error_message = "bucket.kms.replica_of of \"${var.name}\" is a key of account ${split(":", var.kms.replica_of.arn)[4]}; KMS replicates a key within its account only, here ${local.account_id}. Name a primary key there, or set kms = {} for a key of its own."
    }

    precondition {
      condition     = split(":", var.kms.replica_of.arn)[3] != data.aws_service.s3.region
      error_message = "bucket.kms.replica_of of \"${var.name}\" is a key of ${data.aws_service.s3.region}, the bucket's own Region, where it needs no replica; use it by kms.existing, or name a primary key of another Region."
    }
  }
}

resource "aws_kms_key_policy" "this" {
  count = local._merges_policy ? 1 : 0

  key_id = split("/", var.kms.existing.arn)[1] # the provider reads the id back, so that an ARN would differ in every plan
  policy = data.aws_iam_policy_document.key[0].json

  # Or destroying this would put KMS's default policy in the place of all that the key's owner wrote (docs/decisions.md). KMS then does not
  # check that the key stays manageable, so the precondition does.
  bypass_policy_lockout_safety_check = true

  lifecycle {
    precondition {
      condition     = split(":", var.kms.existing.arn)[4] == local.account_id
      error_message = "bucket.kms.existing of \"${var.name}\" is a key of account ${split(":", var.kms.existing.arn)[4]}, and only there its policy can be changed, not from the bucket's account ${local.account_id}. Remove policy_json and let the key's owner add the output kms_key_policy_json."
    }

    precondition {
      # https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
      condition     = length(local._managing) > 0
      error_message = "bucket.kms.existing.policy_json of \"${var.name}\" lets nobody of account ${local.account_id} change the key's policy (kms:PutKeyPolicy), so that the key could never be managed again. Give the key's whole present policy, or remove policy_json."
    }
  }
}

# Taking the last source away is the way to take its statement out of the policy again, so this only warns.
check "policy_json_has_something_to_add" {
  assert {
    condition     = !local._merges_policy || length(local._kms_sources) > 0
    error_message = "bucket.kms.existing.policy_json of \"${var.name}\" has nothing to add: no role of another account uses the key (sources with kms_objects). For a role of the key's own account the key's policy must delegate to that account, or have a statement of yours."
  }
}
