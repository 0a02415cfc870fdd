output "destination_account_id" {
  description = "Account that owns the destination bucket."
  value       = one(concat(module.same_account[*].destination_account_id, module.cross_account[*].destination_account_id))
}

output "destination_bucket" {
  description = "Name of the destination bucket, once it can receive replicas."
  value       = one(concat(module.same_account[*].destination_bucket, module.cross_account[*].destination_bucket))
}

output "destination_bucket_policy_json" {
  description = "The destination bucket's policy; for an existing bucket whose policy the module does not manage, the statements to add by hand."
  value       = one(concat(module.same_account[*].destination_bucket_policy_json, module.cross_account[*].destination_bucket_policy_json))
}

output "destination_kms_key_arn" {
  description = "ARN of the key of the destination bucket; null with SSE-S3."
  value       = one(concat(module.same_account[*].destination_kms_key_arn, module.cross_account[*].destination_kms_key_arn))
}

output "destination_kms_key_policy_json" {
  description = "The statements that the role needs in the policy of a given destination key of another account, to add by hand."
  value       = one(concat(module.same_account[*].destination_kms_key_policy_json, module.cross_account[*].destination_kms_key_policy_json))
}

output "destination_region" {
  description = "Region of the destination bucket."
  value       = one(concat(module.same_account[*].destination_region, module.cross_account[*].destination_region))
}

output "monitored_rules" {
  description = "Rules with metrics, as modules/monitoring takes them."
  value       = one(concat(module.same_account[*].monitored_rules, module.cross_account[*].monitored_rules))
}

output "replication_role_arn" {
  description = "ARN of the role that S3 assumes."
  value       = one(concat(module.same_account[*].replication_role_arn, module.cross_account[*].replication_role_arn))
}

output "replication_role_policy_json" {
  description = "The permissions that replication needs, for a role of your own."
  value       = one(concat(module.same_account[*].replication_role_policy_json, module.cross_account[*].replication_role_policy_json))
}

output "replication_role_trust_policy_json" {
  description = "The trust policy that replication needs, for a role of your own."
  value       = one(concat(module.same_account[*].replication_role_trust_policy_json, module.cross_account[*].replication_role_trust_policy_json))
}

output "source_account_id" {
  description = "Account that owns the source bucket and the role."
  value       = one(concat(module.same_account[*].source_account_id, module.cross_account[*].source_account_id))
}

output "source_bucket" {
  description = "Name of the source bucket, once it replicates what is written to it."
  value       = one(concat(module.same_account[*].source_bucket, module.cross_account[*].source_bucket))
}

output "source_kms_key_arn" {
  description = "ARN of the key of the source bucket; null with SSE-S3."
  value       = one(concat(module.same_account[*].source_kms_key_arn, module.cross_account[*].source_kms_key_arn))
}

output "source_region" {
  description = "Region of the source bucket."
  value       = one(concat(module.same_account[*].source_region, module.cross_account[*].source_region))
}
