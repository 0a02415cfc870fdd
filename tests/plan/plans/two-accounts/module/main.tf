terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5.100.0, < 7.0.0"
      configuration_aliases = [aws.chosen]
    }
  }
}

variable "role" {
  description = "The role that S3 assumes."
  type        = object({ arn = string })
}

variable "source_id" {
  description = "Name of the source bucket."
  type        = string
}

variable "destinations" {
  description = "ARNs of the buckets and keys that replicas go to."
  type        = map(object({ arn = string, key = string }))
}

data "aws_caller_identity" "current" {
  provider = aws.chosen
}

resource "aws_s3_bucket_replication_configuration" "this" {
  provider = aws.chosen

  bucket = var.source_id
  role   = var.role.arn

  dynamic "rule" {
    for_each = var.destinations

    content {
      id       = "all"
      status   = "Enabled"
      priority = 1

      filter {}

      delete_marker_replication {
        status = "Disabled"
      }

      destination {
        bucket = rule.value.arn

        encryption_configuration {
          replica_kms_key_id = rule.value.key
        }
      }

      source_selection_criteria {
        sse_kms_encrypted_objects {
          status = "Enabled"
        }
      }
    }
  }
}

output "account" {
  description = "The account that replicates."
  value       = data.aws_caller_identity.current.account_id
}
