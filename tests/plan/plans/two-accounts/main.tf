# Two accounts, with the rule in a module's dynamic block: a plan shows no references there, so its destination stays unknown.
terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

variable "region" {
  description = "Region of the source."
  type        = string
  default     = "eu-west-1"
}

provider "aws" {
  region = var.region
}

provider "aws" {
  alias  = "destination"
  region = "eu-central-1"

  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/admin"
  }
}

data "aws_caller_identity" "destination" {
  provider = aws.destination
}

resource "aws_s3_bucket" "source" {
  bucket = "two-accounts-source"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "destination" {
  provider = aws.destination

  bucket_prefix = "two-accounts-"
}

resource "aws_s3_bucket_versioning" "destination" {
  provider = aws.destination

  bucket = aws_s3_bucket.destination.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_kms_key" "destination" {
  provider = aws.destination
  for_each = toset(["a"])

  policy = data.aws_iam_policy_document.key.json
}

data "aws_iam_policy_document" "key" {
  provider = aws.destination

  statement {
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.destination.account_id}:root", aws_iam_role.replication.arn]
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = ["${aws_s3_bucket.destination.arn}/*"]
    }
  }
}

resource "aws_iam_role" "replication" {
  name               = "two-accounts"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "replication" {
  role   = aws_iam_role.replication.id
  policy = data.aws_iam_policy_document.replication.json
}

data "aws_iam_policy_document" "replication" {
  statement {
    actions   = ["s3:ReplicateObject"]
    resources = ["${aws_s3_bucket.destination.arn}/*"]
  }

  dynamic "statement" {
    for_each = aws_kms_key.destination

    content {
      actions   = ["kms:Encrypt"]
      resources = [statement.value.arn, "arn:aws:kms:eu-west-1:111111111111:key/x"]
    }
  }
}

module "replication" {
  source    = "./module"
  providers = { aws.chosen = aws }
  for_each  = { one = 1 }

  role         = aws_iam_role.replication
  source_id    = aws_s3_bucket.source.id
  destinations = { a = { arn = aws_s3_bucket.destination.arn, key = aws_kms_key.destination["a"].arn } }
}
