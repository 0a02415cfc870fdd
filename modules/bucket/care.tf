resource "aws_s3_bucket_logging" "this" {
  count = var.access_log == null ? 0 : 1

  bucket        = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name
  target_bucket = var.access_log.bucket_name
  target_prefix = coalesce(var.access_log.prefix, "access-logs/${var.name}/")
}

resource "aws_s3_bucket_inventory" "this" {
  count = var.inventory == null ? 0 : 1

  bucket                   = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name
  name                     = "replication"
  included_object_versions = "All"

  # What an audit of both sides compares; the name, version and latest flag of each object are always there.
  optional_fields = [
    "BucketKeyStatus", "ETag", "EncryptionStatus", "IsMultipartUploaded", "LastModifiedDate", "ReplicationStatus", "Size", "StorageClass",
  ]

  schedule {
    frequency = var.inventory.frequency
  }

  destination {
    bucket {
      bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${var.inventory.bucket_name}"
      account_id = coalesce(var.inventory.account_id, local.account_id)
      prefix     = var.inventory.prefix
      format     = var.inventory.format

      encryption {
        sse_s3 {}
      }
    }
  }
}

locals {
  # Cost falls along it, and so must a version's way.
  _waterfall = ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  #checkov:skip=CKV_AWS_300:When unfinished uploads end is the caller's choice, by abort_uploads_after
  count = length(var.lifecycle_rules) > 0 ? 1 : 0

  bucket = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name

  dynamic "rule" {
    for_each = var.lifecycle_rules

    content {
      id     = rule.key
      status = "Enabled"

      filter {
        prefix = rule.value.prefix == null ? "" : rule.value.prefix
      }

      dynamic "expiration" {
        for_each = rule.value.expire_after != null || rule.value.remove_expired_delete_markers ? [rule.value] : []

        content {
          days                         = expiration.value.expire_after
          expired_object_delete_marker = expiration.value.remove_expired_delete_markers ? true : null
        }
      }

      dynamic "noncurrent_version_expiration" {
        for_each = rule.value.expire_noncurrent_after[*]

        content {
          noncurrent_days           = noncurrent_version_expiration.value
          newer_noncurrent_versions = rule.value.keep_noncurrent_versions
        }
      }

      dynamic "abort_incomplete_multipart_upload" {
        for_each = rule.value.abort_uploads_after[*]

        content {
          days_after_initiation = abort_incomplete_multipart_upload.value
        }
      }

      dynamic "transition" {
        for_each = rule.value.transitions

        content {
          storage_class = transition.key
          days          = transition.value
        }
      }

      dynamic "noncurrent_version_transition" {
        for_each = rule.value.noncurrent_transitions

        content {
          storage_class   = noncurrent_version_transition.key
          noncurrent_days = noncurrent_version_transition.value
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "this" {
  count = length(var.archive_tiers) > 0 ? 1 : 0

  bucket = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name
  name   = "archive"

  dynamic "tiering" {
    for_each = var.archive_tiers

    content {
      access_tier = tiering.key
      days        = tiering.value
    }
  }
}
