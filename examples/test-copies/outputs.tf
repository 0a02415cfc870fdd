output "destination_account_id" {
  description = "Test account."
  value       = module.replication.destination_account_id
}

output "destination_bucket_name" {
  description = "Bucket of test copies."
  value       = module.replication.destination_bucket_name
}

output "replication_role_arn" {
  description = "Role that S3 assumes, of the production account."
  value       = module.replication.replication_role_arn
}

output "source_account_id" {
  description = "Production account."
  value       = module.replication.source_account_id
}

output "source_bucket_name" {
  description = "Production bucket."
  value       = module.replication.source_bucket_name
}
