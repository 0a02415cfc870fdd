resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = module.bucket.id # unknown while the bucket is replaced, so that the new bucket gets its rules in the same apply
  role   = module.role.arn

  dynamic "rule" {
    for_each = local._rules

    content {
      id       = rule.value.id
      priority = rule.value.priority
      status   = rule.value.enabled ? "Enabled" : "Disabled"

      # One condition is the filter itself; two or more must be in And, or the provider drops the prefix. The empty prefix is written: the
      # provider reads it back, and a null that it fills in itself fails an apply whose data sources were deferred (docs/traps.md).
      filter {
        prefix = length(rule.value.tags) > 0 ? null : rule.value.prefix == null ? "" : rule.value.prefix

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
      condition     = length([for key, destination in var.destinations : key if destination.bucket_name == var.bucket.name]) == 0
      error_message = "destinations${jsonencode([for key, destination in var.destinations : key if destination.bucket_name == var.bucket.name])} is the source bucket \"${var.bucket.name}\" itself; S3 replicates into another bucket only. Name another one."
    }

    precondition {
      condition     = length(local._idle) == 0
      error_message = "rules${jsonencode(keys(local._idle))} never act: rules${jsonencode(distinct(flatten(values(local._idle))))} of a higher priority take all their objects to the same destination. The highest number wins, so give the narrower rule the higher priority."
    }

    precondition {
      condition     = length(local._without_key) == 0
      error_message = "rules${jsonencode(local._without_key)}: bucket \"${var.bucket.name}\" holds KMS objects but the destination has no KMS key, and S3 would skip them and report no failure. Give the destination a key of its Region (destination_bucket.kms = {}, or destinations.kms_key), or set skip_kms_objects = true in the rule to leave these objects out."
    }

    precondition {
      condition     = length(local._without_lock) == 0
      error_message = "destinations${jsonencode(local._without_lock)}: bucket \"${var.bucket.name}\" has Object Lock and the destination does not; replication of versions with retention or legal hold would fail. Set object_lock on the destination's bucket too."
    }

    precondition {
      condition     = module.bucket.present_role_arn == null ? true : contains(concat([module.role.principal_arn], module.role.retired_role_arns), module.bucket.present_role_arn)
      error_message = "The rules of bucket \"${var.bucket.name}\" use the role ${coalesce(module.bucket.present_role_arn, "-")}, and this change replaces it with ${module.role.principal_arn}: objects that still wait for the old role would fail. Keep the old role with role.retired = { ${jsonencode(element(split("/", coalesce(module.bucket.present_role_arn, "-")), -1))} = { path = ${jsonencode(try(regex("/.*/|/", coalesce(module.bucket.present_role_arn, "-")), "/"))} } }, apply, and remove the entry when nothing is PENDING. A role's name is unique in its account whatever its path: to change role.path, change role.name too."
    }

    precondition {
      condition     = length(local._lost_prefixes) == 0
      error_message = "rules of bucket \"${var.bucket.name}\": its present rules choose the prefixes ${jsonencode(local._lost_prefixes)}, which the role could no longer write to, so objects that still wait would fail. Set role.additional_prefixes = ${jsonencode(local._lost_prefixes)}, apply, and remove it when nothing is PENDING."
    }
  }

  depends_on = [module.bucket.replicable_name]
}
