# https://docs.aws.amazon.com/AmazonS3/latest/userguide/viewing-replication-metrics.html

# Reads the Region: only this data source has a `region` attribute, not deprecated, in both major versions of the provider.
data "aws_service" "s3" {
  service_id = "s3"
}

locals {
  _from_here = { for key, rule in var.rules : key => rule if rule.source_region == data.aws_service.s3.region }
  _to_here   = { for key, rule in var.rules : key => rule if rule.destination_region == data.aws_service.s3.region }

  _alarms = var.alarms == null ? { failed_operations = null, latency = null, pending_operations = null, pending_bytes = null } : var.alarms

  _alarm_topic_arns = setunion(var.alarm_topic_arns, aws_sns_topic.this[*].arn)

  # Delays that alarms watch in the destination's Region: metric, threshold, and words of the alarm's description.
  _delays = { for metric, delay in {
    BytesPendingReplication      = { threshold = local._alarms.pending_bytes, words = "bytes wait to be replicated" }
    OperationsPendingReplication = { threshold = local._alarms.pending_operations, words = "operations wait to be replicated" }
    ReplicationLatency           = { threshold = local._alarms.latency, words = "seconds pass until the slowest object is replicated" }
  } : metric => delay if delay.threshold != null }

  _delay_alarms = merge([for metric, delay in local._delays : {
    for key, rule in local._to_here : "${key} ${metric}" => merge(rule, delay, { metric = metric })
  }]...)
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  for_each = local._alarms.failed_operations == null ? {} : local._from_here

  alarm_name          = substr("Replication failed: ${each.value.source_bucket_name}/${each.value.rule_id}", 0, 255)
  alarm_description   = "Rule ${each.value.rule_id} of bucket ${each.value.source_bucket_name} failed to replicate into ${each.value.destination_bucket_name}. S3 does not try again: repair the cause, then replicate the failed versions by S3 Batch Replication."
  namespace           = "AWS/S3"
  metric_name         = "OperationsFailedReplication"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = local._alarms.failed_operations
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nothing written, nothing published
  alarm_actions       = local._alarm_topic_arns
  ok_actions          = local._alarm_topic_arns
  tags                = var.tags

  dimensions = {
    SourceBucket      = each.value.source_bucket_name
    DestinationBucket = each.value.destination_bucket_name
    RuleId            = each.value.rule_id
  }
}

resource "aws_cloudwatch_metric_alarm" "delayed" {
  for_each = local._delay_alarms

  alarm_name          = substr("${each.value.metric}: ${each.value.source_bucket_name}/${each.value.rule_id}", 0, 255)
  alarm_description   = "Rule ${each.value.rule_id} of bucket ${each.value.source_bucket_name} is behind: more than ${each.value.threshold} ${each.value.words} into ${each.value.destination_bucket_name}."
  namespace           = "AWS/S3"
  metric_name         = each.value.metric
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = local._alarm_topic_arns
  ok_actions          = local._alarm_topic_arns
  tags                = var.tags

  dimensions = {
    SourceBucket      = each.value.source_bucket_name
    DestinationBucket = each.value.destination_bucket_name
    RuleId            = each.value.rule_id
  }
}
