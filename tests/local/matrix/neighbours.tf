resource "aws_s3_bucket" "rich" {
  bucket              = "${var.name}-rich"
  object_lock_enabled = true
  tags                = { team = "a" }
}

resource "aws_s3_bucket_versioning" "rich" {
  bucket = aws_s3_bucket.rich.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_object_lock_configuration" "rich" {
  bucket = aws_s3_bucket.rich.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 1
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "rich" {
  bucket = aws_s3_bucket.rich.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.this.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "rich" {
  bucket                  = aws_s3_bucket.rich.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "rich" {
  bucket = aws_s3_bucket.rich.id
  rule { object_ownership = "BucketOwnerEnforced" }
}

resource "aws_s3_bucket_lifecycle_configuration" "rich" {
  depends_on = [aws_s3_bucket_versioning.rich]
  bucket     = aws_s3_bucket.rich.id
  rule {
    id     = "expire"
    status = "Enabled"
    filter { prefix = "tmp/" }
    expiration { days = 7 }
    noncurrent_version_expiration { noncurrent_days = 30 }
    abort_incomplete_multipart_upload { days_after_initiation = 3 }
  }
  rule {
    id     = "tier"
    status = "Enabled"
    filter {}
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
  }
}

resource "aws_s3_bucket_policy" "rich" {
  bucket = aws_s3_bucket.rich.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.rich.arn, "${aws_s3_bucket.rich.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_metric" "rich" {
  bucket = aws_s3_bucket.rich.id
  name   = "all"
}

resource "aws_s3_bucket_analytics_configuration" "rich" {
  bucket = aws_s3_bucket.rich.id
  name   = "all"
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "rich" {
  bucket = aws_s3_bucket.rich.id
  name   = "all"
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 90
  }
}

resource "aws_s3_bucket_inventory" "rich" {
  bucket                   = aws_s3_bucket.rich.id
  name                     = "daily"
  included_object_versions = "All"
  optional_fields          = ["ReplicationStatus", "Size"]
  schedule { frequency = "Daily" }
  destination {
    bucket {
      format     = "CSV"
      bucket_arn = aws_s3_bucket.source["whole"].arn
      prefix     = "inventory"
    }
  }
}

resource "aws_s3_bucket_request_payment_configuration" "rich" {
  bucket = aws_s3_bucket.rich.id
  payer  = "BucketOwner"
}

resource "aws_s3_bucket_accelerate_configuration" "rich" {
  bucket = aws_s3_bucket.rich.id
  status = "Enabled"
}

resource "aws_s3_bucket_cors_configuration" "rich" {
  bucket = aws_s3_bucket.rich.id
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["https://example.com"]
  }
}

resource "aws_s3_bucket_notification" "rich" {
  depends_on  = [aws_sqs_queue_policy.failures]
  bucket      = aws_s3_bucket.rich.id
  eventbridge = true
  queue {
    queue_arn = aws_sqs_queue.failures.arn
    events    = ["s3:Replication:*"]
  }
}

resource "aws_s3_object" "rich" {
  depends_on = [aws_s3_bucket_server_side_encryption_configuration.rich, aws_s3_bucket_policy.rich]
  bucket     = aws_s3_bucket.source["whole"].id
  key        = "data/object"
  content    = "content"
  tags       = { a = "b" }
}

resource "aws_sqs_queue" "failures" {
  name = "${var.name}-failures"
}

resource "aws_sqs_queue_policy" "failures" {
  queue_url = aws_sqs_queue.failures.url
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.failures.arn }]
  })
}

resource "aws_sns_topic" "failures" {
  name = "${var.name}-failures"
}

resource "aws_cloudwatch_metric_alarm" "failures" {
  alarm_name          = "${var.name}-failures"
  namespace           = "AWS/S3"
  metric_name         = "OperationsFailedReplication"
  dimensions          = { SourceBucket = aws_s3_bucket.rich.id, DestinationBucket = "d", RuleId = "r" }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.failures.arn]
}

resource "aws_cloudwatch_dashboard" "replication" {
  dashboard_name = "${var.name}-replication"
  dashboard_body = jsonencode({ widgets = [] })
}

resource "aws_s3_access_point" "rich" {
  bucket = aws_s3_bucket.rich.id
  name   = "${var.name}-point"
}

resource "aws_s3_bucket" "other_account" {
  provider = aws.other
  bucket   = "${var.name}-other"
}

data "aws_canonical_user_id" "mine" {}
data "aws_caller_identity" "other" {
  provider = aws.other
}

output "other_account" {
  value = data.aws_caller_identity.other.account_id
}
