# https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  _s3_arn     = "arn:${data.aws_partition.current.partition}:s3:::"
  _source_arn = "${local._s3_arn}${var.source_bucket_name}"
  _report_arn = "${local._s3_arn}${var.report.bucket_name}"

  # Hashed, since a bucket's name and the words together may pass IAM's 64 characters; the description tells the bucket.
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
  }

  dynamic "statement" {
    for_each = var.manifest == null ? [local._source_arn] : []

    content {
      sid       = "ListVersions"
      actions   = ["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"]
      resources = [statement.value]
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
  count = var.role.existing == null ? 1 : var.role.existing.add_policy ? 1 : 0

  # Beside the policies of a given role, of which another may be named so: the source bucket's name keeps them apart.
  name   = var.role.existing == null ? "batch-replication" : "batch-replication-of-${var.source_bucket_name}"
  role   = var.role.existing == null ? aws_iam_role.this[0].name : regex("[^/]+$", var.role.existing.arn)
  policy = data.aws_iam_policy_document.permissions.json
}
