resource "aws_kms_key" "source" {
  provider = aws.source
  count    = var.fault.kms ? 1 : 0
}

resource "aws_kms_key" "destination" {
  provider                 = aws.destination
  count                    = var.fault.kms ? 1 : 0
  is_enabled               = var.fault.replica_key_enabled
  customer_master_key_spec = var.fault.replica_key_spec
  policy                   = data.aws_iam_policy_document.destination_key.json
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  provider = aws.source
  count    = var.fault.kms ? 1 : 0
  bucket   = aws_s3_bucket.source.bucket

  rule {
    bucket_key_enabled = var.fault.bucket_key

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.source[0].arn
    }
  }
}

data "aws_iam_policy_document" "destination_key" {
  provider = aws.destination

  statement {
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::222222222222:root"]
    }
  }

  dynamic "statement" {
    for_each = var.fault.replica_key_policy == "own account only" ? [] : [1]

    content {
      actions   = ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = [local.role_arn]
      }

      dynamic "condition" {
        for_each = var.fault.replica_key_policy == "addresses" ? [1] : []

        content {
          test     = "IpAddress"
          variable = "aws:SourceIp"
          values   = ["192.0.2.0/24"]
        }
      }
    }
  }
}

data "aws_iam_policy_document" "keys" {
  provider = aws.source
  count    = var.fault.kms ? 1 : 0

  dynamic "statement" {
    for_each = contains(var.fault.drop, "kms:Decrypt") ? [] : [1]

    content {
      actions   = ["kms:Decrypt"]
      resources = [aws_kms_key.source[0].arn]

      dynamic "condition" {
        for_each = var.fault.encryption_context == "object" ? [1] : []

        content {
          test     = "StringLike"
          variable = "kms:EncryptionContext:aws:s3:arn"
          values   = ["${local.source_arn}/*"]
        }
      }
    }
  }

  dynamic "statement" {
    for_each = contains(var.fault.drop, "kms:Encrypt") ? [] : [1]

    content {
      actions   = concat(["kms:Encrypt", "kms:Decrypt"], contains(var.fault.drop, "kms:GenerateDataKey") ? [] : ["kms:GenerateDataKey"])
      resources = [var.fault.replica_key_region == "source" ? aws_kms_key.source[0].arn : aws_kms_key.destination[0].arn]
    }
  }
}

resource "aws_iam_role_policy" "keys" {
  provider = aws.source
  count    = var.fault.kms ? 1 : 0
  name     = "${var.name}-keys"
  role     = aws_iam_role.replication.name
  policy   = data.aws_iam_policy_document.keys[0].json
}
