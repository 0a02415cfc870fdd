output "account_id" {
  description = "Account that owns the bucket."
  value       = local.account_id
}

output "arn" {
  description = "ARN of the bucket, built from its name, so it is known at plan time."
  value       = local.arn
}

output "id" {
  description = "Name of the bucket, unknown at plan time while the bucket is created or replaced, so that settings follow a bucket that is replaced. It does not wait for default encryption and Object Lock."
  value       = coalesce(one(aws_s3_bucket.this[*].id), var.name)

  depends_on = [
    aws_kms_key_policy.this,
    aws_s3_bucket_ownership_controls.existing,
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.existing,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_public_access_block.existing,
    aws_s3_bucket_public_access_block.this,
    aws_s3_bucket_versioning.existing,
    aws_s3_bucket_versioning.this,
  ]
}

output "kms_key_arn" {
  description = "ARN of the key of the bucket's default encryption; null with SSE-S3."
  value       = local.kms_key_arn

  precondition {
    condition     = length(local._wrong_keys.arn) == 0
    error_message = "bucket.kms.existing.arn of \"${var.name}\", keys ${jsonencode(local._wrong_keys.arn)}, must be the ARN of a key (arn:PARTITION:kms:REGION:ACCOUNT:key/ID). A bare key id or an alias is looked up in the caller's account, and policies cannot name it."
  }

  precondition {
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
    condition     = length(local._wrong_keys.policy) == 0
    error_message = "bucket.kms.existing.policy_json of \"${var.name}\", keys ${jsonencode(local._wrong_keys.policy)}, is not a key's policy, which is a JSON object with at least one statement, each with a Principal. Give the key's present policy unchanged (aws kms get-key-policy --query Policy --output text), or leave policy_json out."
  }

  precondition {
    # KMS shows a principal that no longer exists by its id, and accepts no policy that names one: the page above.
    condition     = length(local._wrong_keys.principal) == 0
    error_message = "bucket.kms.existing.policy_json of \"${var.name}\", keys ${jsonencode(local._wrong_keys.principal)}, allows a role or user that no longer exists (AROA... or AIDA... in a Principal), and KMS accepts no policy that names one. Remove that principal from it, or leave policy_json out."
  }

  precondition {
    condition     = length(local._wrong_keys.primary) == 0
    error_message = "bucket.kms.replica_of.arn of \"${var.name}\", keys ${jsonencode(local._wrong_keys.primary)}, must be the ARN of a multi-Region primary key (arn:PARTITION:kms:REGION:ACCOUNT:key/mrk-ID); KMS replicates no other, and a key cannot become multi-Region later."
  }

  precondition {
    condition     = length(local._wrong_keys.several) == 0
    error_message = "bucket.kms of \"${var.name}\", keys ${jsonencode(local._wrong_keys.several)}, names more than one key: multi_region and rotation_period_in_days apply to a created key (a replica rotates with its primary), existing uses a given key, replica_of creates a replica. Keep one of these."
  }

  precondition {
    condition     = alltrue([for key in values(local._given_keys) : startswith(key.existing.arn, "arn:${data.aws_partition.current.partition}:kms:${data.aws_service.s3.region}:")])
    error_message = "bucket.kms.existing.arn of \"${var.name}\" is a key outside ${data.aws_service.s3.region}, the bucket's Region, or outside its partition ${data.aws_partition.current.partition}; objects are encrypted with keys of their bucket's Region only, so name one of those."
  }
}

output "kms_key_policy_json" {
  description = "The statements that the roles in `sources` need in the key's policy; add them yourself to a given key whose policy_json is not given."
  value       = data.aws_iam_policy_document.replicas_key.json
}

output "name" {
  description = "Name of the bucket, once it is usable: versioning, policy, encryption and Object Lock are in place."
  value       = var.name

  depends_on = [
    aws_kms_key_policy.this,
    aws_s3_bucket.this,
    aws_s3_bucket_object_lock_configuration.existing,
    aws_s3_bucket_object_lock_configuration.this,
    aws_s3_bucket_ownership_controls.existing,
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.existing,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_public_access_block.existing,
    aws_s3_bucket_public_access_block.this,
    aws_s3_bucket_server_side_encryption_configuration.existing,
    aws_s3_bucket_server_side_encryption_configuration.this,
    aws_s3_bucket_versioning.existing,
    aws_s3_bucket_versioning.this,
  ]
}

output "partition" {
  description = "Partition of the bucket, as in its ARN."
  value       = data.aws_partition.current.partition
}

output "policy_json" {
  description = "The statements that the module needs in the bucket's policy; for an existing bucket whose policy the module does not manage, add them yourself."
  value       = data.aws_iam_policy_document.this.json
}

output "present_prefixes" {
  description = "Prefixes of the replication rules that the bucket has now, \"\" for a rule without one; empty for an existing bucket, whose rules Terraform does not see."
  # AWS fills the attribute, hence try().
  value = try([for rule in aws_s3_bucket.this[0].replication_configuration[0].rules : try(coalesce(rule.prefix, rule.filter[0].prefix), "")], [])
}

output "present_role_arn" {
  description = "The role in the bucket's present replication configuration; null if it has no such configuration, or for an existing bucket."
  value       = try(aws_s3_bucket.this[0].replication_configuration[0].role, null)
}

output "region" {
  description = "Region of the bucket."
  value       = data.aws_service.s3.region
}

output "replicable_name" {
  description = "Name of the bucket, once objects can replicate from or into it: it does not wait for default encryption and Object Lock, which change after the rules."
  value       = var.name

  depends_on = [
    aws_kms_key_policy.this,
    aws_s3_bucket.this,
    aws_s3_bucket_ownership_controls.existing,
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.existing,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_public_access_block.existing,
    aws_s3_bucket_public_access_block.this,
    aws_s3_bucket_versioning.existing,
    aws_s3_bucket_versioning.this,
  ]
}

output "retired_kms_key_arns" {
  description = "ARNs of the keys in retired_kms_keys."
  value       = local.retired_kms_key_arns
}
