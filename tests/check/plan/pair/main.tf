# A right pair of buckets in one account, for the faults that are added to it.
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws, aws.destination]
    }
  }
}

locals {
  source_arn      = "arn:aws:s3:::${var.name}-source"
  destination_arn = "arn:aws:s3:::${var.name}-destination"
}

resource "aws_s3_bucket" "source" {
  bucket = "${var.name}-source"
}

resource "aws_s3_bucket" "destination" {
  provider      = aws.destination
  bucket        = "${var.name}-destination"
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "destination" {
  provider = aws.destination
  bucket   = aws_s3_bucket.destination.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "this" {
  name = var.name
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "replication"
  role = aws_iam_role.this.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = local.source_arn },
      { Effect = "Allow", Action = ["s3:GetObjectVersion*"], Resource = "${local.source_arn}/*" },
      { Effect = "Allow", Action = var.destination_actions, Resource = coalesce(var.destination_resource, "${local.destination_arn}/*") },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket     = aws_s3_bucket.source.bucket
  role       = "arn:aws:iam::111111111111:role/${var.name}"
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.destination, aws_iam_role_policy.this, aws_iam_role.this]

  rule {
    id     = var.rule_id
    status = "Enabled"

    filter {
      prefix = try(var.replication_rule.filter.prefix, null)
    }

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = local.destination_arn
    }
  }
}

resource "aws_s3_bucket_logging" "this" {
  count = var.replication_reports == null ? 0 : 1

  bucket        = aws_s3_bucket.source.bucket
  target_bucket = "${var.name}-logs"
  target_prefix = var.replication_reports.prefix
}
