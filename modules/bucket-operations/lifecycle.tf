locals {
  # From the most to the least expensive class; S3 moves versions only in this direction.
  _waterfall = ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
}

# As for the access log: a bucket has one lifecycle configuration.

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  #checkov:skip=CKV_AWS_300:The caller chooses when unfinished uploads end, with abort_uploads_after
  count = length(var.lifecycle_rules) > 0 && !var.existing ? 1 : 0

  bucket = var.bucket_name

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
}

resource "aws_s3_bucket_lifecycle_configuration" "existing" {
  #checkov:skip=CKV_AWS_300:The caller chooses when unfinished uploads end, with abort_uploads_after
  count = length(var.lifecycle_rules) > 0 && var.existing ? 1 : 0

  bucket = var.bucket_name

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

  lifecycle {
    prevent_destroy = true
  }
}

# A hostile source account can make the present copy noncurrent, and the lifecycle rule then deletes it.
check "other_accounts_cannot_expire_copies" {
  assert {
    condition     = !var.untrusted_writers || length([for id, rule in var.lifecycle_rules : id if rule.expire_noncurrent_after != null]) == 0
    error_message = "lifecycle_rules${jsonencode([for id, rule in var.lifecycle_rules : id if rule.expire_noncurrent_after != null])}.expire_noncurrent_after of \"${var.bucket_name}\": roles of other accounts replicate into the bucket, and it has no default retention. A hostile source account can overwrite or delete an object and wait until the rule removes the earlier copy. Give the bucket object_lock.default_retention, or leave expire_noncurrent_after out."
  }
}
