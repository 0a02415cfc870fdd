output "left_bucket" {
  description = "The one bucket."
  value       = module.left.bucket_name
}

output "left_region" {
  description = "Region of the one bucket."
  value       = module.left.region
}

output "right_bucket" {
  description = "The other bucket."
  value       = module.right.bucket_name
}

output "right_region" {
  description = "Region of the other bucket."
  value       = module.right.region
}

output "source_account_id" {
  description = "Account of both buckets."
  value       = module.left.account_id
}
