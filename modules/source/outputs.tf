output "account_id" {
  description = "Account that owns the bucket and the role."
  value       = module.bucket.account_id
}

output "as_source" {
  description = "By destination: what its rules require of another account's bucket, as an entry of `sources` of modules/destination. Built from the rules and the role's name, so it is known at plan time."
  value = { for key, asked in local._asked : key => merge(asked, {
    role_arn          = module.role.principal_arn
    retired_role_arns = module.role.retired_role_arns
    prefixes          = local._prefixes[key]
  }) }
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
  description = "Name of the bucket, once its rules are in place and new objects replicate."
  value       = module.bucket.name

  depends_on = [aws_s3_bucket_replication_configuration.this]
}

output "bucket_policy_json" {
  description = "The statements that the module needs in the bucket's policy; for an existing bucket whose policy the module does not manage, add them yourself."
  value       = module.bucket.policy_json
}

output "kms_key_arn" {
  description = "ARN of the key of the bucket's default encryption; null with SSE-S3."
  value       = module.bucket.kms_key_arn

  precondition {
    condition     = alltrue([for arn in var.additional_kms_key_arns : startswith(arn, "arn:${module.bucket.partition}:kms:${module.bucket.region}:")])
    error_message = "additional_kms_key_arns names a key outside ${module.bucket.region}, the Region of bucket \"${var.bucket.name}\", or outside its partition ${module.bucket.partition}; S3 encrypts objects with keys of their bucket's Region only. Give keys of that Region."
  }
}

output "kms_key_policy_json" {
  description = "The statements that the roles in `sources` need in the key's policy; add them yourself to a given key whose policy_json is not given."
  value       = module.bucket.kms_key_policy_json
}

output "monitored_rules" {
  description = "Rules with metrics, as modules/monitoring takes them."
  value = { for rule in local._rules : rule.id => {
    rule_id                 = rule.id
    source_bucket_name      = module.bucket.name
    source_bucket_id        = module.bucket.id
    source_region           = module.bucket.region
    destination_bucket_name = rule.to.bucket_name
    destination_region      = rule.to.region
    rtc                     = rule.rtc
    existing                = var.bucket.existing != null
  } if rule.metrics }
}

output "partition" {
  description = "Partition of the bucket, as in its ARN."
  value       = module.bucket.partition
}

output "principal_arn" {
  description = "ARN of the replication role for the destination's policies, built from its name, so it is known at plan time."
  value       = module.role.principal_arn
}

output "receiving_bucket_name" {
  description = "Name of the bucket, once it can receive replicas. Use it for two-way replication, where bucket_name would create a cycle between the two sides."
  value       = module.bucket.replicable_name
}

output "region" {
  description = "Region of the bucket."
  value       = module.bucket.region
}

output "replication_role_arn" {
  description = "ARN of the replication role, once its permissions are in place."
  value       = module.role.arn

  precondition {
    condition     = var.role.existing == null ? true : startswith(var.role.existing.arn, "arn:${module.bucket.partition}:iam::${module.bucket.account_id}:")
    error_message = "role.existing.arn belongs to another account or partition than the source bucket \"${var.bucket.name}\" (${module.bucket.account_id}, ${module.bucket.partition}); a role cannot be passed to S3 across accounts. Use a role of the source bucket's account."
  }
}

output "replication_role_policy_json" {
  description = "The permissions that replication needs, for a role of your own."
  value       = module.role.policy_json
}

output "replication_role_trust_policy_json" {
  description = "The trust policy that replication needs, for a role of your own."
  value       = module.role.trust_policy_json
}
