locals {
  # A disabled rule counts here too: what it admitted while enabled is still delivered.
  _rules_of = { for key in keys(var.destinations) : key => { for id, rule in var.rules : id => rule if rule.destination == key } }

  _kms_key_arns = concat(var.bucket.kms == null ? [] : [module.bucket.kms_key_arn], var.additional_kms_key_arns)
  _sends_kms    = var.bucket.kms != null || length(var.additional_kms_key_arns) > 0
  _kms_opt_in   = { for id, rule in var.rules : id => local._sends_kms && !rule.skip_kms_objects }

  _destination_arns = { for key, destination in var.destinations : key => "arn:${module.bucket.partition}:s3:::${destination.bucket_name}" }

  # S3 wants the account beside an owner override; across accounts it also states whose bucket is meant.
  _destination_accounts = {
    for key, destination in var.destinations : key =>
    destination.owner_override || destination.account_id != module.bucket.account_id ? destination.account_id : null
  }

  _rules_without_key = [for id, rule in var.rules : id if local._kms_opt_in[id] && var.destinations[rule.destination].kms_key == null]

  _destinations_without_lock = [for key, destination in var.destinations : key if var.bucket.object_lock != null && !destination.object_lock]

  # The provider keeps rules as an ordered list: a stable order keeps plans quiet.
  _ordered = [for key in sort([for id, rule in var.rules : format("%010d %s", rule.priority, id)]) : substr(key, 11, -1)]
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = module.bucket.name
  role   = module.role.arn

  dynamic "rule" {
    for_each = local._ordered
    iterator = id

    content {
      id       = id.value
      priority = var.rules[id.value].priority
      status   = var.rules[id.value].enabled ? "Enabled" : "Disabled"

      # One condition stands alone; two or more must stand in And.
      filter {
        prefix = length(var.rules[id.value].tags) == 0 ? var.rules[id.value].prefix : null

        dynamic "tag" {
          for_each = var.rules[id.value].prefix == null && length(var.rules[id.value].tags) == 1 ? var.rules[id.value].tags : {}

          content {
            key   = tag.key
            value = tag.value
          }
        }

        dynamic "and" {
          for_each = length(var.rules[id.value].tags) + (var.rules[id.value].prefix == null ? 0 : 1) > 1 && length(var.rules[id.value].tags) > 0 ? [var.rules[id.value]] : []

          content {
            prefix = and.value.prefix
            tags   = and.value.tags
          }
        }
      }

      delete_marker_replication {
        status = var.rules[id.value].delete_markers ? "Enabled" : "Disabled"
      }

      dynamic "source_selection_criteria" {
        for_each = local._kms_opt_in[id.value] || var.rules[id.value].replica_modifications ? [var.rules[id.value]] : []

        content {
          dynamic "sse_kms_encrypted_objects" {
            for_each = local._kms_opt_in[id.value] ? ["Enabled"] : []

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
        bucket        = local._destination_arns[var.rules[id.value].destination]
        account       = local._destination_accounts[var.rules[id.value].destination]
        storage_class = var.rules[id.value].storage_class

        dynamic "access_control_translation" {
          for_each = var.destinations[var.rules[id.value].destination].owner_override ? ["Destination"] : []

          content {
            owner = access_control_translation.value
          }
        }

        dynamic "encryption_configuration" {
          for_each = local._kms_opt_in[id.value] ? [var.destinations[var.rules[id.value].destination].kms_key] : []

          content {
            replica_kms_key_id = encryption_configuration.value.arn
          }
        }

        # S3 takes a threshold only together with replication time control.
        dynamic "metrics" {
          for_each = var.rules[id.value].metrics ? [var.rules[id.value]] : []

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
          for_each = var.rules[id.value].rtc ? [15] : []

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
      condition     = length(local._rules_without_key) == 0
      error_message = "rules${jsonencode(local._rules_without_key)}: bucket \"${var.bucket.name}\" holds KMS objects but the destination has no KMS key, and S3 would skip them without a sign. Give the destination a key of its Region (destination_bucket.kms = {}, or destinations.kms_key), or set skip_kms_objects = true in the rule to leave these objects out."
    }

    precondition {
      condition     = length(local._destinations_without_lock) == 0
      error_message = "destinations${jsonencode(local._destinations_without_lock)}: bucket \"${var.bucket.name}\" has Object Lock and the destination has not; versions with retention or legal hold would fail. Set object_lock on the destination's bucket too."
    }

    precondition {
      condition     = var.role.existing == null ? true : split(":", var.role.existing.arn)[4] == module.bucket.account_id
      error_message = "role.existing.arn belongs to another account than the source bucket (${module.bucket.account_id}); S3 lets nobody pass a role across accounts, so use a role of the source bucket's account."
    }

    precondition {
      condition     = alltrue([for arn in var.additional_kms_key_arns : split(":", arn)[3] == module.bucket.region])
      error_message = "additional_kms_key_arns names a key outside ${module.bucket.region}, the Region of bucket \"${var.bucket.name}\"; objects are encrypted with keys of their bucket's Region only, so name those."
    }
  }
}
