output "bucket_name" {
  description = "Name of the bucket, once its access log, inventory, lifecycle rules and archive tiers are in place."
  value       = var.bucket_name

  depends_on = [
    aws_s3_bucket_intelligent_tiering_configuration.this,
    aws_s3_bucket_inventory.this,
    aws_s3_bucket_lifecycle_configuration.existing,
    aws_s3_bucket_lifecycle_configuration.this,
    aws_s3_bucket_logging.existing,
    aws_s3_bucket_logging.this,
  ]
}
