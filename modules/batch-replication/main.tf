# https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  _s3_arn     = "arn:${data.aws_partition.current.partition}:s3:::"
  _source_arn = "${local._s3_arn}${var.source_bucket_name}"
  _report_arn = "${local._s3_arn}${var.report.bucket_name}"

  # Hashed, because a bucket's name and these words can exceed IAM's 64 characters; the description names the bucket.
  _role_name = coalesce(var.role.name, "batch-replication-${substr(sha256(var.source_bucket_name), 0, 16)}")
  _role_arn = (
    var.role.existing != null
    ? var.role.existing.arn
    : "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role${var.role.path}${local._role_name}"
  )
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "AssumedByBatchOperations"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["batchoperations.s3.amazonaws.com"] # the same in every partition
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  statement {
    sid       = "StartReplication"
    actions   = ["s3:InitiateReplication"]
    resources = ["${local._source_arn}/*"]

    # Here and below: if somebody else creates a bucket with this name, it receives nothing. IfExists: a request without the key passes.
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
    condition {
      test     = "StringEqualsIfExists"
      variable = "s3:ResourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }

  dynamic "statement" {
    for_each = var.manifest == null ? [local._source_arn] : []

    content {
      sid       = "ListVersions"
      actions   = ["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"]
      resources = [statement.value]

      condition {
        test     = "StringEqualsIfExists"
        variable = "s3:ResourceAccount"
        values   = [data.aws_caller_identity.current.account_id]
      }
    }
  }

  dynamic "statement" {
    for_each = var.manifest == null ? [] : [var.manifest]

    content {
      sid       = "ReadManifest"
      actions   = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = ["${local._s3_arn}${statement.value.bucket_name}/${statement.value.key}"]
    }
  }

  statement {
    sid       = "WriteReport"
    actions   = ["s3:PutObject"]
    resources = ["${local._report_arn}/${var.report.prefix}/*"]

    condition {
      test     = "StringEqualsIfExists"
      variable = "s3:ResourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }

  dynamic "statement" {
    for_each = var.report.kms_key_arn[*]

    content {
      sid       = "EncryptReport"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.role.existing == null ? 1 : 0

  name                 = local._role_name
  path                 = var.role.path
  description          = "Assumed by S3 Batch Operations to replicate existing objects of ${var.source_bucket_name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "this" {
  count = var.role.existing == null ? 1 : 0

  name   = "batch-replication"
  role   = aws_iam_role.this[0].name
  policy = data.aws_iam_policy_document.permissions.json

  # IAM deletes a role's inline policies with the role, and a new role of the same name must get them again.
  lifecycle {
    replace_triggered_by = [aws_iam_role.this[0].unique_id]
  }
}

# Separate from the created role's policy: replace_triggered_by must name a role that exists.
resource "aws_iam_role_policy" "existing" {
  count = var.role.existing == null ? 0 : var.role.existing.add_policy ? 1 : 0

  name   = "batch-replication-of-${var.source_bucket_name}" # the role may have a policy for another bucket too
  role   = regex("[^/]+$", var.role.existing.arn)
  policy = data.aws_iam_policy_document.permissions.json
}
