# Settings of a bucket that exists already. Its owner relies on them (versioning, the policy, the public access block), so Terraform refuses
# to destroy them. They are separate from the resources of main.tf because prevent_destroy allows no expression. To stop managing one,
# run `terraform state rm` (docs/changing.md).

locals {
  _managed = var.existing == null ? toset([]) : var.existing.manage

  # Statements of the owner under an id of the module's that differ from what the module writes there. Foreign JSON, hence try().
  _module_statements = { for statement in try(flatten([jsondecode(data.aws_iam_policy_document.this.json).Statement]), []) : statement.Sid => jsonencode(statement) }
  _taken_sids = var.existing == null ? [] : [
    for statement in try(flatten([jsondecode(var.existing.policy_json).Statement]), []) : statement.Sid
    if try(local._module_statements[statement.Sid] != jsonencode(statement), false)
  ]

  _encryption = {
    algorithm  = var.kms == null ? "AES256" : var.kms.dsse ? "aws:kms:dsse" : "aws:kms"
    bucket_key = var.kms == null ? false : coalesce(var.kms.bucket_key, !var.kms.dsse)
  }
}

data "aws_iam_policy_document" "merged" {
  count = contains(local._managed, "policy") ? 1 : 0

  source_policy_documents   = [var.existing.policy_json]
  override_policy_documents = [data.aws_iam_policy_document.this.json]
}

resource "aws_s3_bucket_versioning" "existing" {
  count = contains(local._managed, "versioning") ? 1 : 0

  bucket = var.name

  versioning_configuration {
    status = "Enabled"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "existing" {
  count = contains(local._managed, "public_access") ? 1 : 0

  bucket                  = var.name
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_policy" "existing" {
  count = contains(local._managed, "policy") ? 1 : 0

  bucket = var.name
  policy = data.aws_iam_policy_document.merged[0].json

  # S3 answers 409 to simultaneous changes of one bucket's policy and public access block.
  depends_on = [aws_s3_bucket_public_access_block.existing]

  lifecycle {
    prevent_destroy = true

    precondition {
      condition     = length(local._taken_sids) == 0
      error_message = "bucket.existing.policy_json of \"${var.name}\" has statements with the ids ${jsonencode(local._taken_sids)}, but the module writes different statements with these ids. Give the owner's statements other ids, or remove them from policy_json if the module wrote them."
    }
  }
}

module "present_policy" {
  source = "./present-policy"
  count  = contains(local._managed, "policy") && (var.existing == null ? false : var.existing.compare_policy) ? 1 : 0

  bucket_name = var.name
  policy_json = data.aws_iam_policy_document.merged[0].json
}

resource "aws_s3_bucket_ownership_controls" "existing" {
  count = contains(local._managed, "ownership") ? 1 : 0

  bucket = var.name

  rule {
    object_ownership = "BucketOwnerEnforced"
  }

  # S3 answers 409 to simultaneous changes of one bucket's policy, public access block and ownership.
  depends_on = [aws_s3_bucket_policy.existing]

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "existing" {
  count = contains(local._managed, "encryption") ? 1 : 0

  bucket = var.name

  rule {
    bucket_key_enabled = local._encryption.bucket_key

    apply_server_side_encryption_by_default {
      sse_algorithm     = local._encryption.algorithm
      kms_master_key_id = local.kms_key_arn
    }
  }

  # As for a created bucket, the rules must allow the key first.
  depends_on = [var.settings_after]

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_object_lock_configuration" "existing" {
  count = contains(local._managed, "object_lock") ? 1 : 0

  bucket              = var.name
  object_lock_enabled = "Enabled"

  dynamic "rule" {
    for_each = local._lock[*]

    content {
      default_retention {
        mode  = rule.value.mode
        days  = rule.value.days
        years = rule.value.years
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.existing, var.settings_after]

  lifecycle {
    prevent_destroy = true
  }
}
