# https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html

locals {
  _source_arn       = "arn:${local._partition}:s3:::${var.source_bucket.name}"
  _destination_arns = { for key, destination in var.destinations : key => "arn:${local._partition}:s3:::${destination.bucket_name}" }

  _marker_objects   = sort([for key, destination in var.destinations : "${local._destination_arns[key]}/*" if destination.delete_markers])
  _override_objects = sort([for key, destination in var.destinations : "${local._destination_arns[key]}/*" if destination.owner_override])
  _encrypting       = { for key, destination in var.destinations : key => destination if destination.kms_key != null }
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

  statement {
    sid       = "WriteReplicas"
    actions   = ["s3:ReplicateObject", "s3:ReplicateTags"]
    resources = sort([for arn in local._destination_arns : "${arn}/*"])
  }

  dynamic "statement" {
    for_each = length(local._marker_objects) > 0 ? [local._marker_objects] : []

    content {
      sid       = "WriteDeleteMarkers"
      actions   = ["s3:ReplicateDelete"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = length(local._override_objects) > 0 ? [local._override_objects] : []

    content {
      sid       = "ChangeOwner"
      actions   = ["s3:ObjectOwnerOverrideToBucketOwner"]
      resources = statement.value
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
      resources = [statement.value.kms_key.arn]

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
