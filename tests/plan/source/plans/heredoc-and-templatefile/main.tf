# The destination's policy is a heredoc and denies one folder; the role's is a template file that forgets the tagged objects.
terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

variable "names" {
  description = "The buckets."
  type        = object({ source = string, suffix = optional(string, "-copy") })
  default     = { source = "heredoc-source" }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}

locals {
  names = { source = var.names.source, destination = "${var.names.source}${var.names.suffix}" }
}

resource "aws_s3_bucket" "this" {
  for_each = local.names
  bucket   = each.value
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this
  bucket   = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "replication" {
  name_prefix = "replication-"

  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "s3.amazonaws.com"}}
      ]
    }
  EOT
}

resource "aws_iam_role_policy" "replication" {
  role   = aws_iam_role.replication.name
  policy = templatefile("${path.module}/policies/role.json.tftpl", { buckets = aws_s3_bucket.this, tags = false })
}

resource "aws_s3_bucket_policy" "destination" {
  bucket = aws_s3_bucket_versioning.this["destination"].bucket

  policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [{
    "Sid": "NothingPrivate",
    "Effect": "Deny",
    "Principal": {"AWS": "${aws_iam_role.replication.arn}"},
    "Action": "s3:ReplicateObject",
    "Resource": "${aws_s3_bucket.this["destination"].arn}/private/*"
  }]
}
EOT
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = aws_s3_bucket_versioning.this["source"].bucket
  role   = aws_iam_role.replication.arn

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket = aws_s3_bucket.this["destination"].arn
    }
  }
}
