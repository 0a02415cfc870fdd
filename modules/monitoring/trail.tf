# A data event belongs to its bucket's Region; trails of the requester's and of the bucket owner's account receive it:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html

locals {
  _recorded = distinct(concat(
    [for rule in values(local._from_here) : rule.source_bucket_name],
    [for rule in values(local._to_here) : rule.destination_bucket_name],
  ))
}

resource "aws_cloudtrail" "this" {
  #checkov:skip=CKV_AWS_67:One Region by design: each call records the buckets of one Region
  #checkov:skip=CKV_AWS_252:A notification for each log file is not needed
  #checkov:skip=CKV2_AWS_10:CloudWatch Logs bills each event a second time; the log files are in the bucket
  count = var.data_events == null ? 0 : 1

  name                       = var.data_events.trail_name
  s3_bucket_name             = var.data_events.log_bucket_name
  s3_key_prefix              = var.data_events.prefix
  kms_key_id                 = var.data_events.kms_key_arn
  enable_log_file_validation = true
  tags                       = var.tags

  advanced_event_selector {
    name = "Objects of replicated buckets"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }

    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }

    field_selector {
      field       = "resources.ARN"
      starts_with = [for bucket in local._recorded : "arn:${data.aws_partition.current.partition}:s3:::${bucket}/"]
    }

    dynamic "field_selector" {
      for_each = var.data_events.read ? [] : ["false"]

      content {
        field  = "readOnly"
        equals = [field_selector.value]
      }
    }
  }

  lifecycle {
    precondition {
      condition     = length(local._recorded) > 0
      error_message = "data_events has nothing to record: no bucket of the rules is in ${data.aws_service.s3.region}; leave it out of this call."
    }

    precondition {
      condition     = !contains(local._recorded, var.data_events.log_bucket_name)
      error_message = "data_events.log_bucket_name \"${var.data_events.log_bucket_name}\" is one of the recorded buckets, so each log file would be logged again, endlessly. Use a bucket for logs only."
    }
  }
}
