# Like events.tf, for buckets that existed before the module: Terraform refuses to destroy their notification configuration, because others
# may rely on it by then. To stop managing it, run `terraform state rm` (docs/changing.md).
resource "aws_s3_bucket_notification" "existing" {
  for_each = setintersection(local._notified, local._adopted)

  bucket = each.key

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
    prevent_destroy = true

    precondition {
      condition     = contains(var.replace_notifications_of, each.key)
      error_message = "Bucket \"${each.key}\" existed before the module and may already have notifications. A bucket has one notification configuration, and the module would replace all of it. If nobody needs the present one, add the bucket to replace_notifications_of; otherwise add it to leave_notifications_of, and add the output event_types to the present configuration."
    }
  }
}
