output "far_bucket_name" {
  description = "Bucket that receives the tax records."
  value       = module.far.bucket_name
}

output "near_bucket_name" {
  description = "Bucket that receives all replicas."
  value       = module.near.bucket_name
}

output "replication_role_arn" {
  description = "Role that S3 assumes."
  value       = module.source.replication_role_arn
}

output "source_account_id" {
  description = "Account of the source bucket."
  value       = module.source.account_id
}

output "source_bucket_name" {
  description = "Bucket to write to."
  value       = module.source.bucket_name
}

output "source_region" {
  description = "Region of the source bucket."
  value       = module.source.region
}
