resource "aws_kms_key" "twice" {
  policy = local.key_policy
}

resource "aws_kms_key_policy" "twice" {
  key_id = aws_kms_key.twice.key_id
  policy = local.key_policy
}

resource "aws_kms_key" "once" {
  description = "its policy is written once"
}

resource "aws_kms_key_policy" "once" {
  key_id = aws_kms_key.once.key_id
  policy = local.key_policy
}

locals {
  key_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_s3_bucket_server_side_encryption_configuration" "twice" {
  bucket = "two-writers-source"

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.twice.arn
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "once" {
  bucket = "two-writers-destination"

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.once.arn
    }
  }
}
