# A pair with KMS in two accounts and Regions. No policy is known in full at plan time: each names a key.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
  backend "s3" {}
}

provider "aws" {
  region  = "us-east-1"
  profile = "a-profile-that-does-not-exist"
}

provider "aws" {
  alias               = "destination"
  region              = "eu-west-1"
  allowed_account_ids = [local.destination_account]
}

locals {
  destination_account = "222222222222"
}

module "keys" {
  source    = "../modules/keys"
  providers = { aws = aws, aws.destination = aws.destination }
}

resource "aws_s3_bucket" "source" {
  bucket_prefix = "acme-ledger-"
}

resource "aws_s3_bucket" "destination" {
  provider = aws.destination
  bucket   = "acme-ledger-backup"
}

resource "aws_s3_bucket" "unrelated" {
  bucket = "acme-unrelated"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "destination" {
  provider = aws.destination
  bucket   = aws_s3_bucket.destination.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = module.keys.source_arn
    }
  }
}

resource "aws_iam_role" "replication" {
  name = "acme-replication"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "replication" {
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = aws_s3_bucket.source.arn },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "${aws_s3_bucket.source.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = "${aws_s3_bucket.destination.arn}/*"
      },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = module.keys.source_arn },
      { Effect = "Allow", Action = ["kms:Encrypt", "kms:Decrypt"], Resource = module.keys.destination_arn },
    ]
  })
}

resource "aws_s3_bucket_policy" "destination" {
  provider = aws.destination
  bucket   = aws_s3_bucket.destination.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.replication.arn }
      Action    = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
      Resource  = "${aws_s3_bucket.destination.arn}/*"
    }]
  })
}

resource "aws_kms_key_policy" "destination" {
  provider = aws.destination
  key_id   = module.keys.destination_id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.destination_account}:root" }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { AWS = aws_iam_role.replication.arn }, Action = ["kms:Encrypt", "kms:Decrypt"], Resource = "*" },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "source" {
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.destination]
  bucket     = aws_s3_bucket.source.id
  role       = aws_iam_role.replication.arn
  rule {
    id     = "all"
    status = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Enabled"
    }
    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }
    destination {
      bucket  = aws_s3_bucket.destination.arn
      account = local.destination_account
      access_control_translation {
        owner = "Destination"
      }
      encryption_configuration {
        replica_kms_key_id = module.keys.destination_arn
      }
    }
  }
}
