data "aws_caller_identity" "current" {
  count = var.account == null ? 1 : 0
}

data "aws_partition" "current" {}

# Reads the Region: only this data source has a `region` attribute, not deprecated, in both major versions of the provider.
data "aws_service" "s3" {
  service_id = "s3"
}

locals {
  account_id = var.account == null ? data.aws_caller_identity.current[0].account_id : var.account.id

  # Built from the name, not read from the resource, so that policies are known at plan time.
  arn = "arn:${data.aws_partition.current.partition}:s3:::${var.name}"

  _lock = var.object_lock == null ? null : var.object_lock.default_retention
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Access logs need a target bucket that the caller chooses, by modules/bucket-operations
  #checkov:skip=CKV_AWS_19:Encryption is always on, by the resource below; checkov loses it in nested modules
  #checkov:skip=CKV_AWS_144:Replication belongs to modules/source, and a replica needs no further one
  #checkov:skip=CKV_AWS_145:SSE-S3 is the free default; kms = {} encrypts with a key
  #checkov:skip=CKV2_AWS_61:How long data lives is the caller's choice
  #checkov:skip=CKV2_AWS_62:Notifications belong to modules/monitoring, since a bucket has one notification configuration
  count = var.existing == null ? 1 : 0

  bucket        = var.name
  force_destroy = var.force_destroy
  tags          = var.tags

  # The key is destroyed after its bucket: if a destroy fails because the bucket has objects, their key must not be scheduled for deletion.
  depends_on = [aws_kms_key.this, aws_kms_replica_key.this]

  lifecycle {
    postcondition {
      condition     = !self.object_lock_enabled || var.object_lock != null
      error_message = "bucket.object_lock of \"${var.name}\" was removed, but the bucket has Object Lock, which S3 cannot turn off again. Keep object_lock = {}, or object_lock with its default_retention."
    }
  }
}

# The settings refer to `.bucket`, which is known at plan time, and not to `.id`, which is not. replace_triggered_by creates every setting
# again if the bucket is replaced under the same name.

resource "aws_s3_bucket_versioning" "this" {
  count = var.existing == null ? 1 : 0

  bucket = aws_s3_bucket.this[0].bucket

  versioning_configuration {
    status = "Enabled"
  }

  lifecycle {
    replace_triggered_by = [aws_s3_bucket.this[0].id]
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = var.existing == null ? 1 : 0

  bucket                  = aws_s3_bucket.this[0].bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true

  lifecycle {
    replace_triggered_by = [aws_s3_bucket.this[0].id]
  }
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = var.existing == null ? 1 : 0

  bucket = aws_s3_bucket.this[0].bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }

  # S3 answers 409 to simultaneous changes of one bucket's policy, public access block and ownership.
  depends_on = [aws_s3_bucket_policy.this]

  lifecycle {
    replace_triggered_by = [aws_s3_bucket.this[0].id]
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = var.existing == null ? 1 : 0

  bucket = aws_s3_bucket.this[0].bucket

  rule {
    bucket_key_enabled = local._encryption.bucket_key

    apply_server_side_encryption_by_default {
      sse_algorithm     = local._encryption.algorithm
      kms_master_key_id = local.kms_key_arn
    }
  }

  # The default encryption changes last: the replication rules must allow the key before it encrypts objects.
  depends_on = [var.settings_after]

  lifecycle {
    replace_triggered_by = [aws_s3_bucket.this[0].id]

    precondition {
      condition     = local._default_key_in_use == "" || contains(values(local._key_arns), local._default_key_in_use)
      error_message = "bucket \"${var.name}\" encrypts with ${local._default_key_in_use}, and this change would remove that key although objects use it. Move the present value of bucket.kms to bucket.retired_kms_keys under its name, for example retired_kms_keys = { default = {} }, and give a new key another name (kms.key). Remove the retired key when it encrypts no object version (docs/changing.md)."
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  count = var.existing == null && var.object_lock != null ? 1 : 0

  bucket = aws_s3_bucket.this[0].bucket

  # Enables Object Lock on new and on existing buckets; the argument of aws_s3_bucket would replace an existing bucket.
  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
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

  depends_on = [aws_s3_bucket_versioning.this, var.settings_after]

  lifecycle {
    replace_triggered_by = [aws_s3_bucket.this[0].id]
  }
}
