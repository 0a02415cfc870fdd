# What the providers of this topology must be; tools/topologies.py writes the other files from the root's.

output "source_account_id" {
  description = "Account that owns the source bucket and the role."
  value       = module.source.account_id

  precondition {
    condition     = module.source.account_id != module.destination.account_id
    error_message = "modules/cross-account got two providers of one account (${module.source.account_id}). Use modules/same-account, or let the provider behind aws.destination assume a role in the other account."
  }

  precondition {
    condition     = module.source.partition == module.destination.partition
    error_message = "modules/cross-account got providers of two partitions: aws.source is in ${module.source.partition}, aws.destination in ${module.destination.partition}. S3 replicates within one partition only; give both aliases providers of one partition."
  }
}
