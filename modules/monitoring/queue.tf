data "aws_iam_policy_document" "queue" {
  count = var.queue == null ? 0 : 1

  statement {
    sid       = var.topic == null ? "EventsOfS3" : "EventsOfTheTopic"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.this[0].arn]

    principals {
      type        = "Service"
      identifiers = [var.topic == null ? "s3.amazonaws.com" : "sns.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = var.topic == null ? local._bucket_arns : aws_sns_topic.this[*].arn
    }

    dynamic "condition" {
      for_each = var.topic == null ? [data.aws_caller_identity.current.account_id] : []

      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_sqs_queue" "this" {
  count = var.queue == null ? 0 : 1

  name                      = var.queue.name
  message_retention_seconds = var.queue.retention_days * 86400
  sqs_managed_sse_enabled   = true
  tags                      = var.tags

  lifecycle {
    precondition {
      condition     = length(local._from_here) > 0 || (var.topic != null && length(local._delay_alarms) > 0)
      error_message = "queue \"${var.queue.name}\" would receive nothing: S3 sends failure events in the source's Region, and no rule has its source in ${data.aws_service.s3.region}. Also set topic and an alarm of delays, so that the queue receives the notifications of the alarms, or remove queue here and set it in the call for the source's Region."
    }
  }
}

resource "aws_sqs_queue_policy" "this" {
  count = var.queue == null ? 0 : 1

  queue_url = aws_sqs_queue.this[0].id
  policy    = data.aws_iam_policy_document.queue[0].json
}

resource "aws_sns_topic_subscription" "queue" {
  count = var.queue == null || var.topic == null ? 0 : 1

  topic_arn            = aws_sns_topic.this[0].arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this[0].arn
  raw_message_delivery = true

  depends_on = [aws_sqs_queue_policy.this]
}
