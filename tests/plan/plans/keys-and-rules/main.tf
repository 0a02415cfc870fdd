# Keys of every kind, lookups, and rules in their older and rarer spellings.
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
  region            = "eu-west-1"
  s3_use_path_style = true
}

provider "aws" {
  alias             = "replica"
  region            = "eu-central-1"
  s3_use_path_style = true
}

data "aws_caller_identity" "current" {}

# The AWS managed key: its policy cannot be read, and cannot be shared either.
data "aws_kms_alias" "s3" {
  name = "alias/aws/s3"
}

data "aws_caller_identity" "replica" {
  provider = aws.replica
}

data "aws_iam_policy" "known" {
  arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}

resource "aws_iam_role" "replication" {
  name               = "keys-and-rules"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }] })
}

resource "aws_iam_role_policy_attachment" "known" {
  role       = aws_iam_role.replication.name
  policy_arn = data.aws_iam_policy.known.arn
}

resource "aws_iam_role_policy_attachment" "elsewhere" {
  role       = "a-role-of-another-stack"
  policy_arn = data.aws_iam_policy.known.arn
}

resource "aws_kms_key" "primary" {
  multi_region = true
}

resource "aws_kms_replica_key" "replica" {
  provider        = aws.replica
  primary_key_arn = aws_kms_key.primary.arn
  enabled         = false
}

resource "aws_kms_key_policy" "replica" {
  provider = aws.replica
  key_id   = aws_kms_replica_key.replica.key_id

  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Own", Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = "kms:*", Resource = "*" }] })
}

resource "aws_kms_key" "signing" {
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "RSA_2048"
}

module "buckets" {
  source   = "./bucket"
  for_each = toset(["one", "two", "three"])

  name = "keys-and-rules-${each.key}"
}

# Version 1 of the rules: a prefix and no filter.
resource "aws_s3_bucket_replication_configuration" "old" {
  bucket = module.buckets["one"].id
  role   = aws_iam_role.replication.arn

  rule {
    id     = "old"
    prefix = "logs/"
    status = "Enabled"

    destination {
      bucket        = module.buckets["two"].arn
      storage_class = "GLACIER"
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "rare" {
  bucket = module.buckets["two"].id
  role   = aws_iam_role.replication.arn

  rule {
    id     = "tag"
    status = "Enabled"

    filter {
      tag {
        key   = "team"
        value = "blue"
      }
    }

    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket = module.buckets["three"].arn
    }
  }

  rule {
    status = "Enabled"

    filter {
      prefix = module.buckets["one"].id # known after apply, a choice among three
    }

    delete_marker_replication {
      status = "Enabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = module.buckets["three"].arn

      encryption_configuration {
        replica_kms_key_id = aws_kms_replica_key.replica.arn
      }
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "three" {
  bucket = module.buckets["three"].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms:dsse"
    }
  }
}

output "accounts" {
  description = "The accounts, as the providers tell them."
  value       = [data.aws_caller_identity.current.account_id, data.aws_caller_identity.replica.account_id]
}

output "managed_key" {
  description = "ARN of the AWS managed key."
  value       = data.aws_kms_alias.s3.target_key_arn
}
