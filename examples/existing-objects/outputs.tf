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

output "job_json" {
  description = "The job that replicates what is already there, for S3 Batch Operations."
  value       = module.batch_replication.job_json
}

output "replication_role_arn" {
  description = "Role that S3 assumes."
  value       = module.replication.replication_role_arn
}

output "report_bucket" {
  description = "Bucket with the job's manifest and report."
  value       = module.reports.name
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
