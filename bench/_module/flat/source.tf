resource "aws_kms_key" "source" {
  for_each = local.pairs

  description         = "Objects of ${each.value}-source"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DelegateToAccount"
      Effect    = "Allow"
      Action    = "kms:*"
      Resource  = "*"
      Principal = { AWS = "arn:aws:iam::${local.source_account}:root" }
    }]
  })
}

resource "aws_s3_bucket" "source" {
  for_each = local.pairs

  bucket        = "${each.value}-source"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "source" {
  for_each = local.pairs

  bucket = aws_s3_bucket.source[each.key].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "source" {
  for_each = local.pairs

  bucket                  = aws_s3_bucket.source[each.key].bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "source" {
  for_each = local.pairs

  bucket = aws_s3_bucket.source[each.key].bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [local.tls_only["${each.value}-source"]] })

  depends_on = [aws_s3_bucket_public_access_block.source]
}

resource "aws_s3_bucket_ownership_controls" "source" {
  for_each = local.pairs

  bucket = aws_s3_bucket.source[each.key].bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }

  depends_on = [aws_s3_bucket_policy.source]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  for_each = local.pairs

  bucket = aws_s3_bucket.source[each.key].bucket

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.source[each.key].arn
    }
  }
}

resource "aws_iam_role" "replication" {
  for_each = local.pairs

  name = "${each.value}-replication"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "replication" {
  for_each = local.pairs

  name = "replication"
  role = aws_iam_role.replication[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = "arn:aws:s3:::${each.value}-source" },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
        Resource = "arn:aws:s3:::${each.value}-source/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]
        Resource = "arn:aws:s3:::${each.value}-destination/*"
      },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.source[each.key].arn },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.destination[each.key].arn },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  for_each = local.pairs

  bucket = aws_s3_bucket.source[each.key].bucket
  role   = aws_iam_role.replication[each.key].arn

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
      bucket  = aws_s3_bucket.destination[each.key].arn
      account = local.two_accounts ? local.destination_account : null

      encryption_configuration {
        replica_kms_key_id = aws_kms_key.destination[each.key].arn
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
  }

  depends_on = [
    aws_iam_role_policy.replication,
    aws_s3_bucket_policy.destination,
    aws_s3_bucket_versioning.destination,
    aws_s3_bucket_versioning.source,
  ]
}
