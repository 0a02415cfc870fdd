locals {
  admits_replicas = {
    for pair in values(local.pairs) : pair => {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${local.source_account}:root" }
      Condition = { ArnEquals = { "aws:PrincipalArn" = "arn:aws:iam::${local.source_account}:role/${pair}-replication" } }
    }
  }
}

resource "aws_kms_key" "destination" {
  for_each = local.pairs
  provider = aws.destination

  description         = "Objects of ${each.value}-destination"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "DelegateToAccount"
        Effect    = "Allow"
        Action    = "kms:*"
        Resource  = "*"
        Principal = { AWS = "arn:aws:iam::${local.destination_account}:root" }
      }],
      [for statement in [local.admits_replicas[each.value]] : merge(statement, {
        Action   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
        Resource = "*"
      }) if local.two_accounts],
    )
  })
}

resource "aws_s3_bucket" "destination" {
  for_each = local.pairs
  provider = aws.destination

  bucket        = "${each.value}-destination"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "destination" {
  for_each = local.pairs
  provider = aws.destination

  bucket = aws_s3_bucket.destination[each.key].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "destination" {
  for_each = local.pairs
  provider = aws.destination

  bucket                  = aws_s3_bucket.destination[each.key].bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "destination" {
  for_each = local.pairs
  provider = aws.destination

  bucket = aws_s3_bucket.destination[each.key].bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [local.tls_only["${each.value}-destination"]],
      [for statement in [local.admits_replicas[each.value]] : merge(statement, {
        Action   = ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]
        Resource = "arn:aws:s3:::${each.value}-destination/*"
      }) if local.two_accounts],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.destination]
}

resource "aws_s3_bucket_ownership_controls" "destination" {
  for_each = local.pairs
  provider = aws.destination

  bucket = aws_s3_bucket.destination[each.key].bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }

  depends_on = [aws_s3_bucket_policy.destination]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "destination" {
  for_each = local.pairs
  provider = aws.destination

  bucket = aws_s3_bucket.destination[each.key].bucket

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.destination[each.key].arn
    }
  }
}
