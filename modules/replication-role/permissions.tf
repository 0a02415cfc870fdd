# https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html

locals {
  _source_arn       = "arn:${local._partition}:s3:::${var.source_bucket.name}"
  _destination_arns = { for key, destination in var.destinations : key => "arn:${local._partition}:s3:::${destination.bucket_name}" }

  # "*", "?" and "$" of a prefix are characters of the key, which IAM writes as $${*}, $${?} and $${$}:
  # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  _written_objects = { for key, destination in var.destinations : key => sort([
    for prefix in destination.prefixes == null ? toset([""]) : destination.prefixes :
    "${local._destination_arns[key]}/${replace(replace(replace(prefix, "$", "$${$}"), "*", "$${*}"), "?", "$${?}")}*"
  ]) }

  # By the account that must own the bucket: what is written there.
  _accounts = { for account_id in distinct(values(var.destinations)[*].account_id) : account_id => {
    all      = sort(flatten([for key, destination in var.destinations : local._written_objects[key] if destination.account_id == account_id]))
    markers  = sort(flatten([for key, destination in var.destinations : local._written_objects[key] if destination.account_id == account_id && destination.delete_markers]))
    override = sort(flatten([for key, destination in var.destinations : local._written_objects[key] if destination.account_id == account_id && destination.owner_override]))
  } }

  # A statement for each kind of write and account; the account is a part of the id only where there are several.
  _writes = flatten([for account_id, objects in local._accounts : [
    for sid, write in {
      WriteReplicas      = { actions = ["s3:ReplicateObject", "s3:ReplicateTags"], resources = objects.all }
      WriteDeleteMarkers = { actions = ["s3:ReplicateDelete"], resources = objects.markers }
      ChangeOwner        = { actions = ["s3:ObjectOwnerOverrideToBucketOwner"], resources = objects.override }
    } : merge(write, { sid = length(local._accounts) == 1 ? sid : "${sid}${account_id}", account_id = account_id }) if length(write.resources) > 0
  ]])

  _encrypting = { for key, destination in var.destinations : key => destination if destination.kms_key != null }
}

data "aws_iam_policy_document" "permissions" {
  statement {
    sid       = "ReadConfiguration"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [local._source_arn]
  }

  statement {
    sid = "ReadVersions"
    actions = concat(
      ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
      var.source_bucket.object_lock ? ["s3:GetObjectLegalHold", "s3:GetObjectRetention"] : [],
    )
    resources = ["${local._source_arn}/*"]
  }

  dynamic "statement" {
    for_each = local._writes

    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = statement.value.resources

      # If somebody else creates a bucket with the destination's name, it receives nothing. IfExists: a request without the key passes.
      # https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
      condition {
        test     = "StringEqualsIfExists"
        variable = "s3:ResourceAccount"
        values   = [statement.value.account_id]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.source_kms_key_arns) > 0 ? [var.source_kms_key_arns] : []

    content {
      sid       = "DecryptSource"
      actions   = ["kms:Decrypt"]
      resources = statement.value

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${var.source_bucket.region}.${local._dns_suffix}"]
      }

      # The context is the bucket's ARN with a bucket key and the object's without; each object keeps the setting it was written with.
      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values   = [local._source_arn, "${local._source_arn}/*"]
      }
    }
  }

  dynamic "statement" {
    for_each = local._encrypting

    content {
      sid = "EncryptReplicas${index(keys(local._encrypting), statement.key) + 1}"
      # Encrypt alone does for objects without a bucket key; bucket keys add GenerateDataKey, and large objects Decrypt.
      # https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-troubleshoot.html
      actions   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
      resources = concat([statement.value.kms_key.arn], statement.value.kms_key.retired_arns)

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${statement.value.region}.${local._dns_suffix}"]
      }

      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values   = [local._destination_arns[statement.key], "${local._destination_arns[statement.key]}/*"]
      }
    }
  }
}
