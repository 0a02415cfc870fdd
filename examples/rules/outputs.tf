output "destination_account_id" {
  description = "Account of the destination bucket."
  value       = module.replication.destination_account_id
}

output "destination_bucket_name" {
  description = "Bucket that receives the replicas."
  value       = module.replication.destination_bucket_name
}

output "destination_region" {
  description = "Region of the destination bucket."
  value       = module.replication.destination_region
}

output "replication_role_arn" {
  description = "Role that S3 assumes."
  value       = module.replication.replication_role_arn
}

output "source_account_id" {
  description = "Account of the source bucket."
  value       = module.replication.source_account_id
}

output "source_bucket_name" {
  description = "Bucket to write to."
  value       = module.replication.source_bucket_name
}

output "source_region" {
  description = "Region of the source bucket."
  value       = module.replication.source_region
}
