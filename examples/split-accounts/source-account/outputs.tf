output "replication_role_arn" {
  description = "Role that S3 assumes."
  value       = module.source.replication_role_arn
}

output "source_bucket_name" {
  description = "Bucket to write to."
  value       = module.source.bucket_name
}
