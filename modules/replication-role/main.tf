data "aws_partition" "current" {}

locals {
  _partition  = data.aws_partition.current.partition
  _dns_suffix = data.aws_partition.current.dns_suffix

  # A role's name has at most 64 characters, a bucket's 63: cut it, and keep it unique by a hash of the whole name.
  _long_name    = "${var.source_bucket.name}-replication"
  _default_name = length(local._long_name) <= 64 ? local._long_name : "${substr(local._long_name, 0, 55)}-${substr(sha256(local._long_name), 0, 8)}"
  _name         = coalesce(var.role.name, local._default_name)

  # Every role that the module keeps, by its name: the one that S3 assumes and the retired ones.
  _created = merge(
    { for name, retired in var.role.retired : name => { path = retired.path } if !retired.existing },
    var.role.existing == null ? { (local._name) = { path = var.role.path } } : {},
  )

  # A role's label is its name, so that a new name creates a role and leaves the old one alone.
  _roles = { for name, role in local._created : name == local._default_name ? "default" : name => merge(role, { name = name }) }

  # Built from the name, so that the other side's policies can name the role before it exists.
  _role_arn_prefix  = "arn:${local._partition}:iam::${var.source_bucket.account_id}:role"
  principal_arn     = var.role.existing != null ? var.role.existing.arn : "${local._role_arn_prefix}${var.role.path}${local._name}"
  retired_role_arns = [for name, retired in var.role.retired : "${local._role_arn_prefix}${retired.path}${name}"]
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
  for_each = local._roles

  name                 = each.value.name
  path                 = each.value.path
  description          = "Assumed by S3 to replicate ${var.source_bucket.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  lifecycle {
    precondition {
      condition     = var.role.existing != null || !contains(keys(var.role.retired), local._name)
      error_message = "role.retired names ${jsonencode(local._name)}, which is also the name of the role that S3 assumes now, and a role's name is unique in its account whatever its path. Remove the entry, or give the new role another name by role.name."
    }

    postcondition {
      condition     = split(":", self.arn)[4] == var.source_bucket.account_id
      error_message = "account_ids (account.id of this block) says that bucket \"${var.source_bucket.name}\" belongs to account ${var.source_bucket.account_id}, but the provider works in account ${split(":", self.arn)[4]}. Correct account_ids, or give the module a provider of account ${var.source_bucket.account_id}."
    }
  }
}

resource "aws_iam_role_policy" "this" {
  for_each = local._roles

  name   = "replication"
  role   = aws_iam_role.this[each.key].name
  policy = data.aws_iam_policy_document.permissions.json

  # IAM deletes a role's inline policies with the role, and a new role of the same name must get them again.
  lifecycle {
    replace_triggered_by = [aws_iam_role.this[each.key].unique_id]
  }
}

# Separate from the created roles' policies: replace_triggered_by must name a role that exists.
resource "aws_iam_role_policy" "existing" {
  count = var.role.existing == null ? 0 : var.role.existing.add_policy ? 1 : 0

  name   = "replication-of-${var.source_bucket.name}" # the role may have a policy for another bucket too
  role   = regex("[^/]+$", var.role.existing.arn)
  policy = data.aws_iam_policy_document.permissions.json
}

moved {
  from = aws_iam_role.this[0]
  to   = aws_iam_role.this["default"]
}

moved {
  from = aws_iam_role_policy.this[0]
  to   = aws_iam_role_policy.this["default"]
}
