# S3 does deliver inventories into such a bucket, so this is a warning only.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
check "access_logs_can_arrive" {
  assert {
    condition     = length(var.reports_from) == 0 || (var.kms == null && local._lock == null)
    error_message = "bucket \"${var.name}\" receives reports but encrypts with KMS or has a default retention. S3 does not deliver access logs into such a bucket, and reports no failure. To receive access logs, leave out kms and object_lock.default_retention."
  }
}
