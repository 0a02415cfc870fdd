output "alarm_names" {
  description = "Names of the alarms of this Region, sorted."
  value = sort(concat(
    [for alarm in values(aws_cloudwatch_metric_alarm.failed) : alarm.alarm_name],
    [for alarm in values(aws_cloudwatch_metric_alarm.delayed) : alarm.alarm_name],
  ))

  precondition {
    condition     = length(local._from_here) + length(local._to_here) > 0
    error_message = "rules has none with a source or destination in ${data.aws_service.s3.region}, the provider's Region, so the module would monitor nothing. Give the module a provider of ${join(" or ", distinct(flatten([for rule in values(var.rules) : [rule.source_region, rule.destination_region]])))}."
  }

  precondition {
    condition     = alltrue([for arn in var.alarm_topic_arns : split(":", arn)[3] == data.aws_service.s3.region])
    error_message = "alarm_topic_arns names a topic outside ${data.aws_service.s3.region}; CloudWatch notifies topics of the alarm's Region only. Give a topic of that Region."
  }

  precondition {
    condition     = var.alarms != null || length(var.alarm_topic_arns) == 0
    error_message = "alarm_topic_arns names topics, but alarms = null creates no alarms, so the topics would receive nothing. Remove alarms = null for the default alarms, or remove alarm_topic_arns."
  }
}

output "event_types" {
  description = "Types of the events that S3 sends for these rules, for a notification configuration that you manage elsewhere."
  value       = local._event_types
}

output "queue_arn" {
  description = "ARN of the created queue, once S3 or the topic may send to it; null without one."
  value       = one(aws_sqs_queue.this[*].arn)

  depends_on = [aws_sqs_queue_policy.this]
}

output "queue_url" {
  description = "URL of the created queue; null without one."
  value       = one(aws_sqs_queue.this[*].id)
}

output "topic_arn" {
  description = "ARN of the created topic, once S3 and CloudWatch may publish to it; null without one."
  value       = one(aws_sns_topic.this[*].arn)

  depends_on = [aws_sns_topic_policy.this]
}

output "trail_arn" {
  description = "ARN of the trail that logs data events; null without one."
  value       = one(aws_cloudtrail.this[*].arn)
}
