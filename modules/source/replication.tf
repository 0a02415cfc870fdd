resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = module.bucket.name
  role   = module.role.arn

  dynamic "rule" {
    for_each = local._rules

    content {
      id       = rule.value.id
      priority = rule.value.priority
      status   = rule.value.enabled ? "Enabled" : "Disabled"

      # One condition stands alone; two or more must stand in And, or the provider drops the prefix without a sign.
      filter {
        prefix = length(rule.value.tags) == 0 ? rule.value.prefix : null

        dynamic "tag" {
          for_each = rule.value.filters_number == 1 ? rule.value.tags : {}

          content {
            key   = tag.key
            value = tag.value
          }
        }

        dynamic "and" {
          for_each = rule.value.filters_number > 1 ? [rule.value] : []

          content {
            prefix = and.value.prefix
            tags   = and.value.tags
          }
        }
      }

      delete_marker_replication {
        status = rule.value.delete_markers ? "Enabled" : "Disabled"
      }

      dynamic "source_selection_criteria" {
        for_each = rule.value.kms_opt_in || rule.value.replica_modifications ? [rule.value] : []

        content {
          dynamic "sse_kms_encrypted_objects" {
            for_each = source_selection_criteria.value.kms_opt_in ? ["Enabled"] : []

            content {
              status = sse_kms_encrypted_objects.value
            }
          }

          dynamic "replica_modifications" {
            for_each = source_selection_criteria.value.replica_modifications ? ["Enabled"] : []

            content {
              status = replica_modifications.value
            }
          }
        }
      }

      destination {
        bucket        = rule.value.to.arn
        account       = rule.value.to.account
        storage_class = rule.value.storage_class

        dynamic "access_control_translation" {
          for_each = rule.value.to.owner_override ? ["Destination"] : []

          content {
            owner = access_control_translation.value
          }
        }

        dynamic "encryption_configuration" {
          for_each = rule.value.kms_opt_in ? rule.value.to.kms_key[*] : []

          content {
            replica_kms_key_id = encryption_configuration.value.arn
          }
        }

        # S3 takes a threshold only together with replication time control, and 15 minutes only.
        dynamic "metrics" {
          for_each = rule.value.metrics ? [rule.value] : []

          content {
            status = "Enabled"

            dynamic "event_threshold" {
              for_each = metrics.value.rtc ? [15] : []

              content {
                minutes = event_threshold.value
              }
            }
          }
        }

        dynamic "replication_time" {
          for_each = rule.value.rtc ? [15] : []

          content {
            status = "Enabled"

            time {
              minutes = replication_time.value
            }
          }
        }
      }
    }
  }

  lifecycle {
    precondition {
      condition     = !contains([for destination in values(var.destinations) : destination.bucket_name], var.bucket.name)
      error_message = "destinations${jsonencode([for key, destination in var.destinations : key if destination.bucket_name == var.bucket.name])} is the source bucket \"${var.bucket.name}\" itself; S3 replicates into another bucket only, so name another one."
    }

    precondition {
      condition     = length(local._idle) == 0
      error_message = "rules${jsonencode(keys(local._idle))} never act: rules${jsonencode(distinct(flatten(values(local._idle))))} of a higher priority take all their objects to the same destination. The highest number wins, so give the narrower rule the higher priority."
    }

    precondition {
      condition     = length(local._without_key) == 0
      error_message = "rules${jsonencode(local._without_key)}: bucket \"${var.bucket.name}\" holds KMS objects but the destination has no KMS key, and S3 would skip them without a sign. Give the destination a key of its Region (destination_bucket.kms = {}, or destinations.kms_key), or set skip_kms_objects = true in the rule to leave these objects out."
    }

    precondition {
      condition     = length(local._without_lock) == 0
      error_message = "destinations${jsonencode(local._without_lock)}: bucket \"${var.bucket.name}\" has Object Lock and the destination has not; versions with retention or legal hold would fail. Set object_lock on the destination's bucket too."
    }

    precondition {
      condition     = var.role.existing == null ? true : startswith(var.role.existing.arn, "arn:${module.bucket.partition}:iam::${module.bucket.account_id}:")
      error_message = "role.existing.arn belongs to another account or partition than the source bucket \"${var.bucket.name}\" (${module.bucket.account_id}, ${module.bucket.partition}); S3 lets nobody pass a role across accounts, so use a role of the source bucket's account."
    }

    precondition {
      condition     = alltrue([for arn in var.additional_kms_key_arns : startswith(arn, "arn:${module.bucket.partition}:kms:${module.bucket.region}:")])
      error_message = "additional_kms_key_arns names a key outside ${module.bucket.region}, the Region of bucket \"${var.bucket.name}\", or outside its partition ${module.bucket.partition}; objects are encrypted with keys of their bucket's Region only, so name those."
    }
  }
}
