# What the providers of this topology must be; its other files are the same in the root, modules/same-account and modules/cross-account.

output "source_account_id" {
  description = "Account that owns the source bucket and the role."
  value       = module.source.account_id

  precondition {
    condition     = module.source.partition == module.destination.partition
    error_message = "the module got providers of two partitions: aws.source is in ${module.source.partition}, aws.destination in ${module.destination.partition}. S3 replicates within one partition only; give both aliases providers of one partition."
  }
}
