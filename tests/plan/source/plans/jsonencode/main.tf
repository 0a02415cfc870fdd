# Policies and keys written with jsonencode and locals: a first plan shows none of them.
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
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}

locals {
  key_arn = aws_kms_key.this["source"].arn
  keys = {
    source      = { actions = ["kms:Decrypt"] }
    destination = { actions = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"] }
  }
  trust = {
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  }
  read = {
    Effect   = "Allow"
    Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    Resource = [aws_s3_bucket.source.arn]
  }
}

resource "aws_kms_key" "this" {
  for_each = local.keys

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::111111111111:root" } }],
      [{ Effect = "Allow", Action = each.value.actions, Resource = "*", Principal = { AWS = aws_iam_role.replication.arn } }],
    )
  })
}

resource "aws_s3_bucket" "source" {
  bucket = "first-plan-source"
}

resource "aws_s3_bucket" "destination" {
  bucket_prefix = "first-plan-destination-"
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = { source = aws_s3_bucket.source, destination = aws_s3_bucket.destination }
  bucket   = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  bucket = aws_s3_bucket.source.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = local.key_arn
    }
  }
}

resource "aws_iam_role" "replication" {
  name               = "first-plan"
  assume_role_policy = jsonencode(local.trust)
}

resource "aws_iam_role_policy" "replication" {
  role = aws_iam_role.replication.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.read,
      {
        Effect   = "Allow"
        Action   = [for kind in ["ForReplication", "Acl", "Tagging"] : "s3:GetObjectVersion${kind}"]
        Resource = "${aws_s3_bucket.source.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = formatlist("s3:Replicate%s", ["Object", "Delete", "Tags"])
        Resource = "${aws_s3_bucket.destination.arn}/*"
      },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = local.key_arn },
      { Effect = "Allow", Action = "kms:Encrypt", Resource = [for key in values(aws_kms_key.this) : key.arn] },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = aws_s3_bucket_versioning.this["source"].id
  role   = aws_iam_role.replication.arn

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = aws_s3_bucket.destination.arn

      encryption_configuration {
        replica_kms_key_id = aws_kms_key.this["destination"].arn
      }
    }
  }
}
