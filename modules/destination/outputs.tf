output "account_id" {
  description = "Account that owns the bucket."
  value       = module.bucket.account_id
}

output "as_destination" {
  description = "The bucket as an entry of `destinations` of modules/source, once it can receive replicas."
  value = {
    bucket_name = module.bucket.name
    account_id  = module.bucket.account_id
    region      = module.bucket.region
    kms_key     = var.bucket.kms == null ? null : { arn = module.bucket.kms_key_arn }
    object_lock = var.bucket.object_lock != null
  }
}

output "bucket_arn" {
  description = "ARN of the bucket, computed from its name; it waits for nothing."
  value       = module.bucket.arn
}

output "bucket_name" {
  description = "Name of the bucket, once it can receive replicas: versioned, and with its policy in place."
  value       = module.bucket.name
}

output "bucket_policy_json" {
  description = "The bucket's policy; for an existing bucket whose policy the module does not manage, the statements to add by hand."
  value       = module.bucket.policy_json
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts replicas of KMS objects; null with SSE-S3."
  value       = module.bucket.kms_key_arn
}

output "kms_key_policy_json" {
  description = "The statements that the sources' roles need in the key's policy; add them by hand to a given key whose policy_json is not given."
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
