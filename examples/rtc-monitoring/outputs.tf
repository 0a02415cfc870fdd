output "alarm_names" {
  description = "Alarms of both Regions."
  value       = sort(concat(module.monitoring_source.alarm_names, module.monitoring_destination.alarm_names))
}

output "delay_queue_url" {
  description = "Queue with the alarms of delays."
  value       = module.monitoring_destination.queue_url
}

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

output "failure_queue_url" {
  description = "Queue with the events of failed and late objects."
  value       = module.monitoring_source.queue_url
}

output "failure_topic_arn" {
  description = "Topic to subscribe to: events and alarms of the source's Region."
  value       = module.monitoring_source.topic_arn
}

output "replication_role_arn" {
  description = "Role that S3 assumes."
  value       = module.replication.replication_role_arn
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
