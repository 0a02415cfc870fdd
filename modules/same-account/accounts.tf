# What the providers of this topology must be; tools/topologies.py writes the other files from the root's.

output "source_account_id" {
  description = "Account that owns the source bucket and the role."
  value       = module.source.account_id

  precondition {
    condition     = module.source.account_id == module.destination.account_id
    error_message = "modules/same-account got providers of two accounts: aws.source is in ${module.source.account_id}, aws.destination in ${module.destination.account_id}. Use modules/cross-account, or give both aliases providers of one account."
  }
}
