output "account_id" {
  description = "Account that owns the bucket and the role."
  value       = module.bucket.account_id
}

output "as_source" {
  description = "By destination: what its rules ask of another account's bucket, as an entry of `sources` of modules/destination; it waits for nothing."
  value       = { for key, asked in local._asked : key => merge(asked, { role_arn = module.role.principal_arn }) }
}

output "bucket_arn" {
  description = "ARN of the bucket, computed from its name; it waits for nothing."
  value       = module.bucket.arn
}

output "bucket_name" {
  description = "Name of the bucket, once it replicates what is written to it."
  value       = module.bucket.name

  depends_on = [aws_s3_bucket_replication_configuration.this]
}

output "bucket_policy_json" {
  description = "The bucket's policy; for an existing bucket whose policy the module does not manage, the statements to add by hand."
  value       = module.bucket.policy_json
}

output "kms_key_arn" {
  description = "ARN of the key of the bucket's default encryption; null with SSE-S3."
  value       = module.bucket.kms_key_arn
}

output "kms_key_policy_json" {
  description = "The statements that the roles in `sources` need in the key's policy; add them by hand to a given key whose policy_json is not given."
  value       = module.bucket.kms_key_policy_json
}

output "monitored_rules" {
  description = "Rules with metrics, as modules/monitoring takes them."
  value = { for rule in local._rules : rule.id => {
    rule_id            = rule.id
    source_bucket      = module.bucket.name
    source_region      = module.bucket.region
    destination_bucket = rule.to.bucket_name
    destination_region = rule.to.region
    rtc                = rule.rtc
  } if rule.metrics }
}

output "partition" {
  description = "Partition of the bucket, as in its ARN."
  value       = module.bucket.partition
}

output "principal_arn" {
  description = "ARN of the replication role for the destination's policies, computed from its name; it waits for nothing."
  value       = module.role.principal_arn
}

output "receiving_bucket_name" {
  description = "Name of the bucket, once it can receive replicas; for two-way replication, where bucket_name would wait for the other side and that for this one."
  value       = module.bucket.name
}

output "region" {
  description = "Region of the bucket."
  value       = module.bucket.region
}

output "replication_role_arn" {
  description = "ARN of the replication role, once its permissions are in place."
  value       = module.role.arn
}

output "replication_role_policy_json" {
  description = "The permissions that replication needs, for a role of your own."
  value       = module.role.policy_json
}

output "replication_role_trust_policy_json" {
  description = "The trust policy that replication needs, for a role of your own."
  value       = module.role.trust_policy_json
}
