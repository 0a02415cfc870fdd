data "aws_caller_identity" "current" {
  count = var.account == null ? 1 : 0
}

data "aws_partition" "current" {}

# The Region, by the one data source whose `region` neither major of the provider lacks or deprecates.
data "aws_service" "s3" {
  service_id = "s3"
}

locals {
  account_id = var.account == null ? data.aws_caller_identity.current[0].account_id : var.account.id

  # Computed from the name, never read back, so that policies are known in the plan.
  arn = "arn:${data.aws_partition.current.partition}:s3:::${var.name}"

  _everything = toset(["encryption", "ownership", "policy", "public_access", "versioning"])
  _managed    = var.existing == null ? local._everything : var.existing.manage
  _lock       = var.object_lock == null ? null : var.object_lock.default_retention
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Access logs need a target bucket that the caller chooses
  #checkov:skip=CKV_AWS_19:Encryption is always on, by the resource below; checkov loses it in nested modules
  #checkov:skip=CKV_AWS_144:Replication belongs to modules/source, and a replica needs no further one
  #checkov:skip=CKV_AWS_145:SSE-S3 is the free default; kms = {} encrypts with a key
  #checkov:skip=CKV2_AWS_61:How long data lives is the caller's choice
  #checkov:skip=CKV2_AWS_62:Notifications belong to modules/monitoring, since a bucket has one notification configuration
  count = var.existing == null ? 1 : 0

  bucket              = var.name
  force_destroy       = var.force_destroy
  object_lock_enabled = var.object_lock != null
  tags                = var.tags
}

# The bucket is named by `.bucket`, which the plan knows where it does not know `.id`; by reference, so that checkov sees what belongs together.

resource "aws_s3_bucket_versioning" "this" {
  count = contains(local._managed, "versioning") ? 1 : 0

  bucket = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = contains(local._managed, "public_access") ? 1 : 0

  bucket                  = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = contains(local._managed, "ownership") ? 1 : 0

  bucket = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name

  rule {
    object_ownership = "BucketOwnerEnforced"
  }

  # S3 answers 409 to simultaneous changes of one bucket's policy, public access block and ownership.
  depends_on = [aws_s3_bucket_policy.this]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = contains(local._managed, "encryption") ? 1 : 0

  bucket = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name

  rule {
    bucket_key_enabled = var.kms == null ? false : coalesce(var.kms.bucket_key, !var.kms.dsse)

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms == null ? "AES256" : var.kms.dsse ? "aws:kms:dsse" : "aws:kms"
      kms_master_key_id = local.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  # A new bucket is born with Object Lock; an existing one gets it here, where it is asked for.
  count = (var.existing == null ? local._lock != null : contains(local._managed, "object_lock")) ? 1 : 0

  bucket = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name

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

  depends_on = [aws_s3_bucket_versioning.this]
}
