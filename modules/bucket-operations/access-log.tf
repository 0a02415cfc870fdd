# A bucket has one logging configuration. Terraform refuses to destroy that of an existing bucket, which has its own block because
# prevent_destroy allows no expression.

resource "aws_s3_bucket_logging" "this" {
  count = var.access_log == null || var.existing ? 0 : 1

  bucket        = var.bucket_name
  target_bucket = var.access_log.bucket_name
  target_prefix = coalesce(var.access_log.prefix, "access-logs/${var.bucket_name}/")
}

resource "aws_s3_bucket_logging" "existing" {
  count = var.access_log != null && var.existing ? 1 : 0

  bucket        = var.bucket_name
  target_bucket = var.access_log.bucket_name
  target_prefix = coalesce(var.access_log.prefix, "access-logs/${var.bucket_name}/")

  lifecycle {
    prevent_destroy = true
  }
}
