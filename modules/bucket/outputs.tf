output "account_id" {
  description = "Account that owns the bucket."
  value       = local.account_id
}

output "arn" {
  description = "ARN of the bucket, computed from its name; it waits for nothing."
  value       = local.arn
}

output "kms_key_arn" {
  description = "ARN of the key of the bucket's default encryption; null with SSE-S3."
  value       = local.kms_key_arn

  precondition {
    condition     = var.kms == null ? true : var.kms.existing == null ? true : startswith(var.kms.existing.arn, "arn:${data.aws_partition.current.partition}:kms:${data.aws_service.s3.region}:")
    error_message = "bucket.kms.existing.arn of \"${var.name}\" is a key outside ${data.aws_service.s3.region}, the bucket's Region, or outside its partition ${data.aws_partition.current.partition}; objects are encrypted with keys of their bucket's Region only, so name one of those."
  }
}

output "kms_key_policy_json" {
  description = "The statements that the roles in `sources` need in the key's policy; add them by hand to a given key whose policy_json is not given."
  value       = data.aws_iam_policy_document.replicas_key.json
}

output "name" {
  description = "Name of the bucket, once versioning, policy and encryption are in place: what needs a usable bucket refers to it."
  value       = var.name

  depends_on = [
    aws_kms_key_policy.this,
    aws_s3_bucket.this,
    aws_s3_bucket_lifecycle_configuration.this,
    aws_s3_bucket_object_lock_configuration.this,
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_public_access_block.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
    aws_s3_bucket_versioning.this,
  ]
}

output "partition" {
  description = "Partition of the bucket, as in its ARN."
  value       = data.aws_partition.current.partition
}

output "policy_json" {
  description = "The bucket's policy; for a bucket whose policy the module does not manage, the statements to add by hand."
  value       = data.aws_iam_policy_document.this.json
}

output "region" {
  description = "Region of the bucket."
  value       = data.aws_service.s3.region
}
