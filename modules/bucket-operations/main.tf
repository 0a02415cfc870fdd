data "aws_partition" "current" {}

# S3 delivers an inventory only into a bucket of the stated account, so the account is always stated.
data "aws_caller_identity" "current" {
  count = var.inventory == null ? 0 : var.inventory.account_id == null ? 1 : 0
}

resource "aws_s3_bucket_inventory" "this" {
  count = var.inventory == null ? 0 : 1

  bucket                   = var.bucket_name
  name                     = "replication"
  included_object_versions = "All"

  # What an audit of both sides compares; the name, version and latest flag of each object are always there.
  optional_fields = [
    "BucketKeyStatus", "ETag", "EncryptionStatus", "IsMultipartUploaded", "LastModifiedDate", "ReplicationStatus", "Size", "StorageClass",
  ]

  schedule {
    frequency = var.inventory.frequency
  }

  destination {
    bucket {
      bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${var.inventory.bucket_name}"
      account_id = var.inventory.account_id == null ? data.aws_caller_identity.current[0].account_id : var.inventory.account_id
      prefix     = var.inventory.prefix
      format     = var.inventory.format

      encryption {
        sse_s3 {}
      }
    }
  }
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "this" {
  count = length(var.archive_tiers) > 0 ? 1 : 0

  bucket = var.bucket_name
  name   = "archive"

  dynamic "tiering" {
    for_each = var.archive_tiers

    content {
      access_tier = tiering.key
      days        = tiering.value
    }
  }
}
