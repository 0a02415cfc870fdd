locals {
  # Every key of the bucket by its name: the one that encrypts new objects, and the earlier ones that objects still use.
  _keys = merge(var.retired_kms_keys, { for kms in var.kms[*] : kms.key => kms })

  _created_keys = { for name, key in local._keys : name => key if key.existing == null && key.replica_of == null }
  _replica_keys = { for name, key in local._keys : name => key if key.replica_of != null }
  _given_keys   = { for name, key in local._keys : name => key if key.existing != null }
  _merged_keys  = { for name, key in local._given_keys : name => key if can(flatten([jsondecode(key.existing.policy_json).Statement])) }
  _written_keys = { for name, key in local._keys : name => key if key.existing == null || contains(keys(local._merged_keys), name) }
  _key_arns = merge(
    { for name, key in aws_kms_key.this : name => key.arn },
    { for name, key in aws_kms_replica_key.this : name => key.arn },
    { for name, key in local._given_keys : name => key.existing.arn },
  )

  # The kind of each key. KMS cannot change it, so Terraform would destroy the key; terraform_data.key refuses that.
  _key_kinds = { for name, key in local._keys : name => (
    key.existing != null ? "a key of your own" :
    key.replica_of != null ? "a replica of ${key.replica_of.arn}" :
    key.multi_region ? "a new multi-Region key" : "a new single-Region key"
  ) }

  # By rule, the names of the keys that break it; the output kms_key_arn refuses them. Foreign JSON, hence try().
  _wrong_keys = {
    arn = [for name, key in local._given_keys : name if !can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", key.existing.arn))]
    policy = [for name, key in local._given_keys : name if key.existing.policy_json == null ? false : !try(
      length(flatten([jsondecode(key.existing.policy_json).Statement])) > 0 && alltrue([
        for statement in flatten([jsondecode(key.existing.policy_json).Statement]) : can(statement.Principal) || can(statement.NotPrincipal)
      ]), false)
    ]
    principal = [for name, key in local._merged_keys : name if anytrue(flatten([
      for statement in try(flatten([jsondecode(key.existing.policy_json).Statement]), []) : [
        for principal in try(flatten([statement.Principal.AWS]), []) : can(regex("^A(RO|ID)A[0-9A-Z]+$", principal))
      ]
    ]))]
    primary = [for name, key in local._replica_keys : name if !can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/mrk-[A-Za-z0-9-]+$", key.replica_of.arn))]
    several = [for name, key in local._keys : name if 1 < length([
      for given in [key.existing != null, key.replica_of != null, key.multi_region || key.rotation_period_in_days != null] : given if given
    ])]
  }

  kms_key_arn          = var.kms == null ? null : local._key_arns[var.kms.key]
  retired_kms_key_arns = [for name in keys(var.retired_kms_keys) : local._key_arns[name]]

  # The present default key as the refreshed bucket shows it; "" where it is SSE-S3 or a key that has an alias only. try() because AWS
  # fills the attribute, and the bucket may be an existing one.
  _default_key_in_use = try(regex("^arn:.*", aws_s3_bucket.this[0].server_side_encryption_configuration[0].rule[0].apply_server_side_encryption_by_default[0].kms_master_key_id), "")
}

# Keeps the kind with which each key was created. The key's own resource cannot refuse another kind, because Terraform then replaces it or
# it is no longer in the configuration. Calls no API.
resource "terraform_data" "key" {
  for_each = local._key_kinds
  input    = each.value

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.output == each.value
      error_message = "bucket.kms or bucket.retired_kms_keys of \"${var.name}\" would turn the key \"${each.key}\" from ${coalesce(self.output, "-")} into ${each.value}. KMS cannot change the kind of a key, so this would be another key. Terraform would destroy the first one if the module created it, and objects may still use it. Set existing, replica_of and multi_region of this key back, and give the other key another name (kms.key). If you take over the module's key as your own, first remove it from the state with terraform state rm (docs/changing.md)."
    }
  }
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:In a key policy "*" is this key, and the account's own policies must be able to manage it
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key
  for_each = local._written_keys

  source_policy_documents   = each.value.existing == null ? [] : [each.value.existing.policy_json]
  override_policy_documents = length(local._kms_sources) > 0 ? [data.aws_iam_policy_document.replicas_key.json] : []

  # Without this statement, nobody could manage the key: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
  dynamic "statement" {
    for_each = each.value.existing == null ? ["DelegateToAccount"] : []

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
  for_each = local._created_keys

  description             = "Default encryption of bucket ${var.name}"
  policy                  = data.aws_iam_policy_document.key[each.key].json
  deletion_window_in_days = each.value.deletion_window_in_days
  enable_key_rotation     = true
  rotation_period_in_days = each.value.rotation_period_in_days
  multi_region            = each.value.multi_region
  tags                    = var.tags

  lifecycle {
    # A replaced key is destroyed last, after the precondition of the encryption configuration is checked.
    create_before_destroy = true

    precondition {
      condition     = var.existing == null
      error_message = "bucket.kms of \"${var.name}\" creates a key for an existing bucket. The module never deletes that bucket, so it must not own the key that encrypts its objects. Create the key yourself and give its ARN in kms.existing.arn."
    }

    postcondition {
      condition     = split(":", self.arn)[4] == local.account_id
      error_message = "account_ids says that bucket \"${var.name}\" belongs to account ${local.account_id}, but the provider creates its key in account ${split(":", self.arn)[4]}. Correct account_ids (account.id of a single bucket), or use the provider of the other account."
    }
  }
}

# A replica rotates with its primary, but has its own policy: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
resource "aws_kms_replica_key" "this" {
  for_each = local._replica_keys

  description             = "Default encryption of bucket ${var.name}"
  primary_key_arn         = each.value.replica_of.arn
  policy                  = data.aws_iam_policy_document.key[each.key].json
  deletion_window_in_days = each.value.deletion_window_in_days
  tags                    = var.tags

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = var.existing == null
      error_message = "bucket.kms.replica_of of \"${var.name}\" creates a key for an existing bucket. The module never deletes that bucket, so it must not own the key that encrypts its objects. Create the replica yourself and give its ARN in kms.existing.arn."
    }

    precondition {
      # https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
      condition     = split(":", each.value.replica_of.arn)[4] == local.account_id
      error_message = "bucket.kms.replica_of of \"${var.name}\" is a key of account ${split(":", each.value.replica_of.arn)[4]}; KMS replicates a key within its account only, here ${local.account_id}. Name a primary key there, or set kms = {} to create a separate key."
    }

    precondition {
      condition     = split(":", each.value.replica_of.arn)[3] != data.aws_service.s3.region
      error_message = "bucket.kms.replica_of of \"${var.name}\" is a key of ${data.aws_service.s3.region}, the bucket's own Region, where it needs no replica; use it by kms.existing, or name a primary key of another Region."
    }
  }
}
