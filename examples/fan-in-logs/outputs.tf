output "destination_bucket_name" {
  description = "Bucket that receives all logs."
  value       = module.logs.bucket_name
}

output "source_account_id" {
  description = "Account of all buckets."
  value       = module.logs.account_id
}

output "source_bucket_names" {
  description = "Buckets that the writers log to, by writer."
  value       = { for writer, module in module.writer : writer => module.bucket_name }
}

output "source_region" {
  description = "Region of all buckets."
  value       = module.logs.region
}
