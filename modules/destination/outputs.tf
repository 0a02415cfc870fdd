output "account_id" {
  description = "Account that owns the bucket."
  value       = module.bucket.account_id

  precondition {
    condition     = alltrue([for caller in data.aws_caller_identity.current : caller.account_id == var.account.id])
    error_message = "account_ids.destination (account.id of modules/destination) says ${jsonencode(one(var.account[*].id))}, but the provider of bucket \"${var.bucket.name}\" works in account ${jsonencode(one(data.aws_caller_identity.current[*].account_id))}. Correct the id, or give the provider of the other account."
  }
}

output "as_destination" {
  description = "The bucket as an entry of `destinations` of modules/source, once it can receive replicas."
  value = {
    bucket_name = module.bucket.name
    account_id  = module.bucket.account_id
    region      = module.bucket.region
    kms_key     = var.bucket.kms == null ? null : { arn = module.bucket.kms_key_arn, retired_arns = module.bucket.retired_kms_key_arns }
    object_lock = var.bucket.object_lock != null
  }
}

output "bucket_arn" {
  description = "ARN of the bucket, built from its name, so it is known at plan time."
  value       = module.bucket.arn
}

output "bucket_id" {
  description = "Name of the bucket, unknown at plan time while the bucket is created or replaced; for modules/bucket-operations."
  value       = module.bucket.id
}

output "bucket_name" {
  description = "Name of the bucket, once it can receive replicas: versioned, and with its policy in place."
  value       = module.bucket.name
}

output "bucket_policy_json" {
  description = "The statements that the module needs in the bucket's policy; for an existing bucket whose policy the module does not manage, add them yourself."
  value       = module.bucket.policy_json
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts replicas of KMS objects; null with SSE-S3."
  value       = module.bucket.kms_key_arn
}

output "kms_key_policy_json" {
  description = "The statements that the sources' roles need in the key's policy; add them yourself to a given key whose policy_json is not given."
  value       = module.bucket.kms_key_policy_json
}

output "partition" {
  description = "Partition of the bucket, as in its ARN."
  value       = module.bucket.partition
}

output "region" {
  description = "Region of the bucket."
  value       = module.bucket.region
}

output "untrusted_writers" {
  description = "Whether roles of other accounts replicate into the bucket and no default retention protects its versions; for modules/bucket-operations."
  value       = length(var.sources) > 0 && (var.bucket.object_lock == null ? true : var.bucket.object_lock.default_retention == null)
}
