# Inventories arrive in such a bucket, so this only warns.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
check "access_logs_can_arrive" {
  assert {
    condition     = length(var.reports_from) == 0 || (var.kms == null && local._lock == null)
    error_message = "bucket \"${var.name}\" takes reports but encrypts with KMS or has a default retention, and S3 delivers no access logs into such a bucket, without a sign. If access logs shall arrive, leave out kms and object_lock.default_retention."
  }
}
