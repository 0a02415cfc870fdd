# What stays behind when a role is replaced, and buckets and keys that a plan deletes.
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

locals {
  role = "arn:aws:iam::111111111111:role/replication"
}

# The plan replaces it (-replace).
resource "aws_iam_role" "replication" {
  name               = "replication"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role_policy" "replication" {
  name   = "replication"
  role   = aws_iam_role.replication.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*", "kms:*"], Resource = "*" }] })
}

resource "aws_s3_bucket" "source" {
  bucket = "replaced-source"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

# Its name changes.
resource "aws_s3_bucket" "renamed" {
  bucket        = var.after ? "replaced-renamed-after" : "replaced-renamed"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "renamed" {
  bucket = aws_s3_bucket.renamed.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

# Its rule stays.
resource "aws_s3_bucket" "destroyed" {
  count  = var.after ? 0 : 1
  bucket = "replaced-destroyed"
}

resource "aws_s3_bucket_versioning" "destroyed" {
  count  = var.after ? 0 : 1
  bucket = aws_s3_bucket.destroyed[0].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "kept" {
  bucket = "replaced-kept"
}

resource "aws_s3_bucket_versioning" "kept" {
  bucket = aws_s3_bucket.kept.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

# It names the role by text, so the plan does not write it again.
resource "aws_s3_bucket_policy" "by_text" {
  bucket = aws_s3_bucket.kept.bucket
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.replication.name == "" ? "" : local.role }, Action = ["s3:ReplicateObject"], Resource = "arn:aws:s3:::replaced-kept/*" }]
  })
}

# It names the account, and the role in a condition only.
resource "aws_s3_bucket_policy" "by_condition" {
  bucket = aws_s3_bucket.source.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111111:root" }
      Action    = ["s3:ListBucket"]
      Resource  = "arn:aws:s3:::replaced-source"
      Condition = { ArnEquals = { "aws:PrincipalArn" = local.role } }
    }]
  })
}

# It names the role by reference, so the plan writes it again.
resource "aws_kms_key" "by_reference" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { AWS = aws_iam_role.replication.arn }, Action = "kms:Encrypt", Resource = "*" },
    ]
  })
}

resource "aws_kms_key" "by_text" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { AWS = aws_iam_role.replication.name == "" ? "" : local.role }, Action = "kms:Encrypt", Resource = "*" },
    ]
  })
}

resource "aws_kms_key" "deleted" {
  count = var.after ? 0 : 1
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  bucket = aws_s3_bucket.source.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.after ? aws_kms_key.by_text.arn : aws_kms_key.deleted[0].arn
    }
  }
}

# Replication does not use these two.
resource "aws_kms_key" "unrelated" {
  count = var.after ? 0 : 1
}

resource "aws_s3_bucket" "unrelated" {
  bucket = var.after ? "replaced-unrelated-after" : "replaced-unrelated"
}

resource "aws_s3_bucket_replication_configuration" "source" {
  bucket     = aws_s3_bucket_versioning.source.bucket
  role       = local.role
  depends_on = [aws_iam_role_policy.replication, aws_s3_bucket_versioning.destroyed, aws_s3_bucket_versioning.kept]

  dynamic "rule" {
    for_each = { a = aws_s3_bucket_versioning.renamed.bucket, b = "replaced-destroyed", c = "replaced-kept", d = "replaced-elsewhere" }

    content {
      id       = rule.key
      priority = index(["a", "b", "c", "d"], rule.key)
      status   = "Enabled"

      filter {
        prefix = "${rule.key}/"
      }

      delete_marker_replication {
        status = "Enabled"
      }

      destination {
        bucket = "arn:aws:s3:::${rule.value}"
      }
    }
  }
}

variable "after" {
  description = "Whether this is the configuration after the change."
  type        = bool
  default     = true
}
