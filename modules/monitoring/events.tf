# S3 sends replication events to SNS, SQS and Lambda, and not to EventBridge:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-metrics-events.html

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  _buckets     = toset([for rule in values(local._from_here) : rule.source_bucket_name])
  _bucket_arns = [for bucket in local._buckets : "arn:${data.aws_partition.current.partition}:s3:::${bucket}"]
  _notified    = var.topic == null && var.queue == null ? toset([]) : setsubtract(local._buckets, var.leave_notifications_of)

  # Buckets that existed before the module; others may use their notifications.
  _adopted = toset([for rule in values(local._from_here) : rule.source_bucket_name if rule.existing])

  # The three event types of replication time control occur only with rules that use it.
  _event_types = concat(["s3:Replication:OperationFailedReplication"], anytrue([for rule in values(local._from_here) : rule.rtc]) ? [
    "s3:Replication:OperationMissedThreshold", "s3:Replication:OperationNotTracked", "s3:Replication:OperationReplicatedAfterThreshold",
  ] : [])
}

data "aws_iam_policy_document" "topic" {
  count = var.topic == null ? 0 : 1

  # In a Region with destinations only, the topic receives alarms only.
  dynamic "statement" {
    for_each = length(local._bucket_arns) > 0 ? ["EventsOfS3"] : []

    content {
      sid       = statement.value
      actions   = ["sns:Publish"]
      resources = [aws_sns_topic.this[0].arn]

      principals {
        type        = "Service"
        identifiers = ["s3.amazonaws.com"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = local._bucket_arns
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [data.aws_caller_identity.current.account_id]
      }
    }
  }

  statement {
    sid       = "AlarmsOfCloudWatch"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.this[0].arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_sns_topic" "this" {
  #checkov:skip=CKV_AWS_26:The AWS-managed key does not allow S3; give your own key in topic.kms_key_arn
  count = var.topic == null ? 0 : 1

  name              = var.topic.name
  kms_master_key_id = var.topic.kms_key_arn
  tags              = var.tags

  lifecycle {
    precondition {
      condition     = length(local._from_here) + length(local._delay_alarms) > 0
      error_message = "topic \"${var.topic.name}\" would receive nothing: S3 sends failure events in the source's Region, no rule has its source in ${data.aws_service.s3.region}, and alarms = null creates no alarms. Leave alarms out, so that the topic receives the notifications of the alarms, or remove topic here and set it in the call for the source's Region."
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  count = var.topic == null ? 0 : 1

  arn    = aws_sns_topic.this[0].arn
  policy = data.aws_iam_policy_document.topic[0].json
}

resource "aws_s3_bucket_notification" "this" {
  for_each = setsubtract(local._notified, local._adopted)

  bucket = coalesce(one(distinct([for rule in values(var.rules) : rule.source_bucket_id if rule.source_bucket_name == each.key])), each.key)

  dynamic "topic" {
    for_each = var.topic == null ? [] : [aws_sns_topic_policy.this[0].arn]

    content {
      id        = "replication"
      topic_arn = topic.value
      events    = local._event_types
    }
  }

  dynamic "queue" {
    for_each = var.topic == null ? [aws_sqs_queue_policy.this[0].queue_url] : []

    content {
      id        = "replication"
      queue_arn = aws_sqs_queue.this[0].arn
      events    = local._event_types
    }
  }

  lifecycle {
    precondition {
      condition     = length(setsubtract(var.leave_notifications_of, local._buckets)) == 0
      error_message = "leave_notifications_of names ${jsonencode(setsubtract(var.leave_notifications_of, local._buckets))}, which is not a source bucket of this Region; use some of ${jsonencode(local._buckets)}."
    }
  }
}
