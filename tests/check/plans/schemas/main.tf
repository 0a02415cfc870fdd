# Rules that get the other schema, with and without an effect on delete markers.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}

# Whether each bucket's rule has a filter, and its delete marker setting, before and after.
locals {
  buckets = {
    stops    = { before = null, after = "Disabled" }
    keeps    = { before = null, after = "Enabled" }
    starts   = { before = "Disabled", after = null }
    switched = { before = "Enabled", after = "Disabled" }
  }
}

resource "aws_iam_role" "replication" {
  name               = "schemas"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role_policy" "replication" {
  role   = aws_iam_role.replication.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*"], Resource = "*" }] })
}

resource "aws_s3_bucket" "source" {
  for_each = local.buckets
  bucket   = "schemas-${each.key}"
}

resource "aws_s3_bucket_versioning" "source" {
  for_each = local.buckets
  bucket   = aws_s3_bucket.source[each.key].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "destination" {
  bucket = "schemas-destination"
}

resource "aws_s3_bucket_versioning" "destination" {
  bucket = aws_s3_bucket.destination.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  for_each   = local.buckets
  bucket     = aws_s3_bucket_versioning.source[each.key].bucket
  role       = aws_iam_role.replication.arn
  depends_on = [aws_iam_role_policy.replication, aws_s3_bucket_versioning.destination]

  rule {
    id       = "all"
    status   = "Enabled"
    priority = local.markers[each.key] == null ? null : 1
    prefix   = local.markers[each.key] == null ? "" : null

    dynamic "filter" {
      for_each = local.markers[each.key] == null ? [] : [1]

      content {
        prefix = ""
      }
    }

    dynamic "delete_marker_replication" {
      for_each = local.markers[each.key] == null ? [] : [local.markers[each.key]]

      content {
        status = delete_marker_replication.value
      }
    }

    destination {
      bucket = aws_s3_bucket.destination.arn
    }
  }
}

locals {
  markers = { for name, one in local.buckets : name => var.after ? one.after : one.before }
}

variable "after" {
  description = "Whether this is the configuration after the change."
  type        = bool
  default     = true
}
