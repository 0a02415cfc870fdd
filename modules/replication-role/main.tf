data "aws_partition" "current" {}

locals {
  _partition  = data.aws_partition.current.partition
  _dns_suffix = data.aws_partition.current.dns_suffix

  # A role's name has at most 64 characters, a bucket's 63: cut it, and keep it unique by a hash of the whole name.
  _long_name = "${var.source_bucket.name}-replication"
  _name = coalesce(
    var.role.name,
    length(local._long_name) <= 64 ? local._long_name : "${substr(local._long_name, 0, 55)}-${substr(sha256(local._long_name), 0, 8)}",
  )

  # Computed, never read back, so that the other side's policies can name the role before it exists.
  principal_arn = (
    var.role.existing != null
    ? var.role.existing.arn
    : "arn:${local._partition}:iam::${var.source_bucket.account_id}:role${var.role.path}${local._name}"
  )
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "AssumedByS3"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"] # the same in every partition
    }

    dynamic "condition" {
      for_each = var.role.restrict_trust ? { "aws:SourceAccount" = var.source_bucket.account_id, "aws:SourceArn" = local._source_arn } : {}

      content {
        test     = "StringEquals"
        variable = condition.key
        values   = [condition.value]
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.role.existing == null ? 1 : 0

  name                 = local._name
  path                 = var.role.path
  description          = "Assumed by S3 to replicate ${var.source_bucket.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "this" {
  count = var.role.existing == null ? 1 : var.role.existing.add_policy ? 1 : 0

  # Beside the policies of a given role, of which another may be named so: the source bucket's name keeps them apart.
  name   = var.role.existing == null ? "replication" : "replication-of-${var.source_bucket.name}"
  role   = var.role.existing == null ? aws_iam_role.this[0].name : regex("[^/]+$", var.role.existing.arn)
  policy = data.aws_iam_policy_document.permissions.json
}
