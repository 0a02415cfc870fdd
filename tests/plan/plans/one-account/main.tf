# Everything by reference, as the provider's documents show it: nothing of the buckets, the role or the keys is known but their names.
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
  region              = var.region
  allowed_account_ids = ["123456789012"]
}

variable "region" {
  description = "Region of everything."
  type        = string
  default     = "eu-west-1"
}

resource "aws_s3_bucket" "source" {
  bucket = "one-account-source"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  bucket = aws_s3_bucket_versioning.source.bucket

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.source.arn
    }
  }
}

resource "aws_s3_bucket" "destination" {
  bucket              = "one-account-destination"
  object_lock_enabled = true
}

resource "aws_s3_bucket_versioning" "destination" {
  bucket = aws_s3_bucket.destination.id

  versioning_configuration {
    status = "Suspended"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "destination" {
  bucket = aws_s3_bucket.destination.id

  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 7
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "destination" {
  bucket = aws_s3_bucket.destination.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_public_access_block" "destination" {
  bucket            = aws_s3_bucket.destination.id
  block_public_acls = false
}

resource "aws_kms_key" "source" {
  description = "no policy of its own: KMS gives it the default one"
}

resource "aws_kms_key" "destination" {
  is_enabled = false
  policy     = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "destination" {
  name          = "alias/replicas"
  target_key_id = aws_kms_key.destination.key_id
}

resource "aws_kms_grant" "destination" {
  key_id            = aws_kms_key.destination.key_id
  grantee_principal = "arn:aws:iam::123456789012:role/elsewhere"
  operations        = ["Encrypt"]

  constraints {
    encryption_context_subset = { "aws:s3:arn" = "arn:aws:s3:::one-account-destination" }
  }
}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Delegate"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:root"]
    }
  }
}

data "aws_iam_policy_document" "key" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]

  statement {
    sid       = "Replicas"
    actions   = ["kms:Encrypt"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:root", aws_iam_role.replication.arn]
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = ["${aws_s3_bucket.destination.arn}/*"]
    }
  }
}

resource "aws_iam_role" "replication" {
  name               = "replication"
  path               = "/service/"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }] })
  tags               = { team = "storage" }
}

resource "aws_iam_role_policy" "replication" {
  role   = aws_iam_role.replication.id
  policy = data.aws_iam_policy_document.replication.json
}

data "aws_iam_policy_document" "replication" {
  statement {
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.source.arn, "arn:aws:s3:::one-account-source/*"]
  }

  statement {
    actions   = ["kms:Decrypt", "kms:Encrypt"]
    resources = [aws_kms_key.destination.arn]
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = aws_s3_bucket.source.id
  role   = aws_iam_role.replication.arn

  rule {
    id       = "logs"
    status   = "Enabled"
    priority = 10

    filter {
      prefix = "logs/"
    }

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket        = aws_s3_bucket.destination.arn
      storage_class = "STANDARD_IA"

      encryption_configuration {
        replica_kms_key_id = aws_kms_key.destination.arn
      }

      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }

      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }

      replica_modifications {
        status = "Enabled"
      }
    }
  }

  rule {
    id       = "blue"
    status   = "Disabled"
    priority = 20

    filter {
      and {
        prefix = "docs/"
        tags   = { team = "blue" }
      }
    }

    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket  = "arn:aws:s3:::bucket-of-somebody-else"
      account = "210987654321"

      access_control_translation {
        owner = "Destination"
      }
    }
  }
}
