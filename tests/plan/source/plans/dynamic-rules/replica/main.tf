# A versioned bucket, with a key of its own if asked for.
terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

variable "bucket" {
  description = "Its name, and whether it has a key."
  type        = object({ name = string, kms = optional(bool, false) })
}

resource "aws_s3_bucket" "this" {
  bucket = var.bucket.name
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_kms_key" "this" {
  count = var.bucket.kms ? 1 : 0

  description = "key of ${var.bucket.name}"
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "key_arn" {
  description = "ARN of the key, or an empty text."
  value       = try(aws_kms_key.this[0].arn, "")
}
