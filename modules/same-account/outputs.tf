output "destination_account_id" {
  description = "Account that owns the destination bucket."
  value       = module.destination.account_id
}

output "destination_bucket_id" {
  description = "Name of the destination bucket, unknown at plan time while the bucket is created or replaced; for modules/bucket-operations."
  value       = module.destination.bucket_id
}

output "destination_bucket_name" {
  description = "Name of the destination bucket, once it can receive replicas."
  value       = module.destination.bucket_name
}

output "destination_bucket_policy_json" {
  description = "The statements that the module needs in the destination bucket's policy; for an existing bucket whose policy the module does not manage, add them yourself."
  value       = module.destination.bucket_policy_json
}

output "destination_kms_key_arn" {
  description = "ARN of the key of the destination bucket; null with SSE-S3."
  value       = module.destination.kms_key_arn
}

output "destination_kms_key_policy_json" {
  description = "The statements that the role needs in the policy of a given destination key of another account; add them yourself."
  value       = module.destination.kms_key_policy_json
}

output "destination_region" {
  description = "Region of the destination bucket."
  value       = module.destination.region
}

output "destination_untrusted_writers" {
  description = "Whether a role of another account replicates into the destination bucket and no default retention protects its versions; for modules/bucket-operations."
  value       = module.destination.untrusted_writers
}

output "monitored_rules" {
  description = "Rules with metrics, as modules/monitoring takes them."
  value       = module.source.monitored_rules
}

output "replication_role_arn" {
  description = "ARN of the role that S3 assumes."
  value       = module.source.replication_role_arn
}

output "replication_role_policy_json" {
  description = "The permissions that replication needs, for a role of your own."
  value       = module.source.replication_role_policy_json
}

output "replication_role_trust_policy_json" {
  description = "The trust policy that replication needs, for a role of your own."
  value       = module.source.replication_role_trust_policy_json
}

output "source_bucket_id" {
  description = "Name of the source bucket, unknown at plan time while the bucket is created or replaced; for modules/bucket-operations."
  value       = module.source.bucket_id
}

output "source_bucket_name" {
  description = "Name of the source bucket, once its rules are in place and new objects replicate."
  value       = module.source.bucket_name
}

output "source_kms_key_arn" {
  description = "ARN of the key of the source bucket; null with SSE-S3."
  value       = module.source.kms_key_arn
}

output "source_region" {
  description = "Region of the source bucket."
  value       = module.source.region
}
