# One side of a pair as the two large modules lay it out: same resource types, same names (`default` for `this` where it stands for cloudposse's).

variable "name" {
  type = string
}

variable "kms_key_arn" {
  type = string
}

variable "replication" {
  type = object({
    role_arn    = string
    bucket_name = string
    kms_key_arn = string
    account_id  = string
  })
  default = null
}

variable "source_role_arns" {
  type    = list(string)
  default = []
}

resource "aws_s3_bucket" "this" {
  count = 1

  bucket        = var.name
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "this" {
  count = 1

  bucket = aws_s3_bucket.this[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = 1

  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "this" {
  count = 1

  bucket = aws_s3_bucket.this[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::${var.name}", "arn:aws:s3:::${var.name}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }], [for arn in var.source_role_arns : {
      Sid       = "Replicas"
      Effect    = "Allow"
      Principal = { AWS = arn }
      Action    = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
      Resource  = "arn:aws:s3:::${var.name}/*"
    }])
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = 1

  bucket = aws_s3_bucket.this[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }

  depends_on = [aws_s3_bucket_policy.this]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = 1

  bucket = aws_s3_bucket.this[0].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.this[0].id
  role   = var.replication.role_arn

  rule {
    id       = "everything"
    priority = 1
    status   = "Enabled"

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
      bucket  = "arn:aws:s3:::${var.replication.bucket_name}"
      account = var.replication.account_id

      encryption_configuration {
        replica_kms_key_id = var.replication.kms_key_arn
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
