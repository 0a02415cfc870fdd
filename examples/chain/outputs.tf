output "first_bucket" {
  description = "Bucket whose objects go to both others."
  value       = module.first.bucket_name
}

output "second_bucket" {
  description = "Bucket that receives from the first, and whose own objects go to the third."
  value       = module.second.bucket_name
}

output "source_account_id" {
  description = "Account of all buckets."
  value       = module.first.account_id
}

output "third_bucket" {
  description = "Bucket that receives from both."
  value       = module.third.bucket_name
}
