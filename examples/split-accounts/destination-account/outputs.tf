output "destination" {
  description = "What the source's account needs to know of the destination."
  value = {
    bucket_name = module.destination.bucket_name
    account_id  = module.destination.account_id
    region      = module.destination.region
    kms_key     = { arn = module.destination.kms_key_arn }
  }
}
