# What advice reads: lifecycle rules, event notifications and alarms, known and not known yet.
terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "watched" {
  bucket = "watched"
}

resource "aws_s3_bucket_lifecycle_configuration" "watched" {
  bucket = aws_s3_bucket.watched.id

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }

    noncurrent_version_expiration {
      noncurrent_days = 7
    }

    transition {
      days          = 1
      storage_class = "GLACIER"
    }
  }

  rule {
    id     = "tagged"
    status = "Enabled"

    filter {
      and {
        prefix = "logs/"
        tags   = { kept = "no" }
      }
    }

    expiration {
      date = "2030-01-01T00:00:00Z"
    }
  }

  rule {
    id     = "large"
    status = "Enabled"

    filter {
      object_size_greater_than = 500
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    id     = "off"
    status = "Disabled"

    filter {
      prefix = "off/"
    }

    expiration {
      days = 1
    }
  }
}

resource "aws_s3_bucket_notification" "watched" {
  bucket      = aws_s3_bucket.watched.bucket
  eventbridge = true

  topic {
    topic_arn = "arn:aws:sns:eu-west-1:123456789012:failures"
    events    = ["s3:Replication:OperationFailedReplication", "s3:ObjectCreated:*"]
  }

  queue {
    queue_arn = "arn:aws:sqs:eu-west-1:123456789012:late"
    events    = ["s3:Replication:OperationMissedThreshold"]
  }
}

resource "aws_cloudwatch_metric_alarm" "failures" {
  alarm_name          = "failures"
  namespace           = "AWS/S3"
  metric_name         = "OperationsFailedReplication"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 60
  statistic           = "Sum"
  threshold           = 0

  dimensions = {
    SourceBucket      = aws_s3_bucket.watched.bucket
    DestinationBucket = "elsewhere"
    RuleId            = "all"
  }
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "latency"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 900

  metric_query {
    id          = "latency"
    return_data = true

    metric {
      namespace   = "AWS/S3"
      metric_name = "ReplicationLatency"
      period      = 60
      stat        = "Maximum"
      dimensions  = { SourceBucket = "watched" }
    }
  }
}

resource "aws_s3_bucket" "plain" {
  bucket = "plain"
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"

  lifecycle_rule {
    id      = "short"
    enabled = true
    prefix  = "tmp/"

    expiration {
      days = 3
    }
  }

  lifecycle_rule {
    id      = "off"
    enabled = false

    expiration {
      days = 1
    }
  }
}

resource "aws_s3_bucket_versioning" "existing" {
  bucket = "existing"

  versioning_configuration {
    status = "Enabled"
  }
}
