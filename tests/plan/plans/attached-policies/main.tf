# A role whose permissions come from everywhere, and policies that a plan shows in part or not at all.
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
  region = "cn-north-1"
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "replication" {
  name                 = "attached"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = aws_iam_policy.boundary.arn

  inline_policy {
    name   = "inline"
    policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "s3:GetObjectVersionAcl", Resource = "*" } })
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "s3:*", Resource = "*" } })
}

resource "aws_iam_policy" "write" {
  for_each = toset(["a", "b"])

  name   = "write-${each.key}"
  policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "s3:ReplicateObject", Resource = "arn:aws-cn:s3:::destination-${each.key}/*" } })
}

resource "aws_iam_role_policy_attachment" "write" {
  for_each = aws_iam_policy.write

  role       = aws_iam_role.replication.name
  policy_arn = each.value.arn
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = aws_iam_role.replication.name
  policy_arn = "arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_policy_attachment" "read" {
  name       = "read"
  roles      = [aws_iam_role.replication.name]
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_policy" "read" {
  name = "read"
  # Unknown as a whole: a template around what is not known yet leaves no structure in the plan.
  policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "s3:GetObjectVersionForReplication", Resource = "${aws_s3_bucket.source.arn}/*" } })
}

resource "aws_s3_bucket" "source" {
  bucket_prefix = "attached-"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = local.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "taken_over" {
  bucket = "an-existing-bucket"
  policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws-cn:s3:::an-existing-bucket/*", Condition = { Bool = { "aws:SecureTransport" = "false" } } } })
}

locals {
  bucket = aws_s3_bucket.source.id # a plan does not show locals: which bucket this is stays open
}

output "account" {
  description = "The account, as the provider tells it."
  value       = data.aws_caller_identity.current.account_id
}
