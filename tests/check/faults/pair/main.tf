# A correct pair in two accounts and two Regions; var.fault changes it.
terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5.100"
      configuration_aliases = [aws.source, aws.destination]
    }
  }
}

variable "name" {
  description = "The fault's id, and the beginning of every name."
  type        = string
}

variable "fault" {
  description = "What differs from a correct pair."
  type = object({
    source_versioning      = optional(string, "Enabled")
    destination_versioning = optional(string, "Enabled") # "none": no such resource
    source_lock            = optional(bool, false)
    destination_ownership  = optional(string, "BucketOwnerEnforced")
    trust                  = optional(string)
    drop                   = optional(list(string), [])
    role                   = optional(list(string), [])
    boundary               = optional(string)
    destination_policy     = optional(list(string))
    destination_extra      = optional(list(string), [])
    source_policy          = optional(list(string))
    destination_arn        = optional(string)
    destination_account    = optional(string)
    owner_override         = optional(bool, false)
    status                 = optional(string, "Enabled")
    prefix                 = optional(string, "")
    tag                    = optional(string)
    tag_prefix             = optional(string)
    second_priority        = optional(number)
    existing_objects       = optional(bool, false)
    delete_markers         = optional(string, "Enabled")
    storage_class          = optional(string)
    rtc_minutes            = optional(number)
    role_account           = optional(string, "111111111111")
    kms                    = optional(bool, false)
    bucket_key             = optional(bool, false)
    kms_selected           = optional(bool, true)
    replica_key            = optional(bool, true)
    replica_key_id         = optional(string)
    replica_key_region     = optional(string, "destination")
    replica_key_enabled    = optional(bool, true)
    replica_key_policy     = optional(string)
    replica_key_spec       = optional(string, "SYMMETRIC_DEFAULT")
    encryption_context     = optional(string)
  })
}

locals {
  source         = "${var.name}-source"
  destination    = "${var.name}-destination"
  source_arn     = "arn:aws:s3:::${local.source}"
  target_arn     = coalesce(var.fault.destination_arn, "arn:aws:s3:::${local.destination}")
  destination_id = "arn:aws:s3:::${local.destination}"
  role_arn       = "arn:aws:iam::111111111111:role/${var.name}"

  permissions = {
    "s3:GetReplicationConfiguration"    = local.source_arn
    "s3:ListBucket"                     = local.source_arn
    "s3:GetObjectVersionForReplication" = "${local.source_arn}/*"
    "s3:GetObjectVersionAcl"            = "${local.source_arn}/*"
    "s3:GetObjectVersionTagging"        = "${local.source_arn}/*"
    "s3:ReplicateObject"                = "${local.destination_id}/*"
    "s3:ReplicateDelete"                = "${local.destination_id}/*"
    "s3:ReplicateTags"                  = "${local.destination_id}/*"
  }
  kept = { for action, resource in local.permissions : action => resource if !contains(var.fault.drop, action) }
  role_statements = concat(
    [for action, resource in local.kept : { Effect = "Allow", Action = action, Resource = resource }],
    [for text in var.fault.role : jsondecode(local.filled[text])],
  )

  trust = jsonencode({ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" })
  grant = jsonencode({
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::111111111111:root" }
    Action    = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"]
    Resource  = "${local.destination_id}/*"
    Condition = { ArnEquals = { "aws:PrincipalArn" = local.role_arn } }
  })
  destination_statements = concat(
    var.fault.destination_policy == null ? [local.grant] : [for text in var.fault.destination_policy : local.filled[text]],
    [for text in var.fault.destination_extra : local.filled[text]],
  )

  texts = concat(
    var.fault.role, coalesce(var.fault.destination_policy, []), var.fault.destination_extra, coalesce(var.fault.source_policy, []),
    compact([var.fault.trust, var.fault.boundary]),
  )
  # Text in faults.yaml names this pair's resources as {source}, {destination} and {role}.
  filled = {
    for text in local.texts :
    text => replace(replace(replace(text, "{source}", local.source_arn), "{destination}", local.destination_id), "{role}", local.role_arn)
  }
}

resource "aws_s3_bucket" "source" {
  provider            = aws.source
  bucket              = local.source
  object_lock_enabled = var.fault.source_lock
}

resource "aws_s3_bucket" "destination" {
  provider = aws.destination
  bucket   = local.destination
}

resource "aws_s3_bucket_versioning" "source" {
  provider = aws.source
  bucket   = aws_s3_bucket.source.bucket

  versioning_configuration {
    status = var.fault.source_versioning
  }
}

resource "aws_s3_bucket_versioning" "destination" {
  provider = aws.destination
  count    = var.fault.destination_versioning == "none" ? 0 : 1
  bucket   = aws_s3_bucket.destination.bucket

  versioning_configuration {
    status = var.fault.destination_versioning
  }
}

resource "aws_s3_bucket_ownership_controls" "destination" {
  provider = aws.destination
  bucket   = aws_s3_bucket.destination.bucket

  rule {
    object_ownership = var.fault.destination_ownership
  }
}

resource "aws_s3_bucket_policy" "destination" {
  provider = aws.destination
  count    = length(local.destination_statements) > 0 ? 1 : 0
  bucket   = aws_s3_bucket.destination.bucket
  policy   = jsonencode({ Version = "2012-10-17", Statement = [for text in local.destination_statements : jsondecode(text)] })
}

resource "aws_s3_bucket_policy" "source" {
  provider = aws.source
  count    = var.fault.source_policy == null ? 0 : 1
  bucket   = aws_s3_bucket.source.bucket
  policy   = jsonencode({ Version = "2012-10-17", Statement = [for text in var.fault.source_policy : jsondecode(local.filled[text])] })
}

resource "aws_iam_role" "replication" {
  provider             = aws.source
  name                 = var.name
  permissions_boundary = one(aws_iam_policy.boundary[*].arn)

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [jsondecode(var.fault.trust == null ? local.trust : local.filled[var.fault.trust])]
  })
}

resource "aws_iam_role_policy" "replication" {
  provider = aws.source
  name     = var.name
  role     = aws_iam_role.replication.name
  policy   = jsonencode({ Version = "2012-10-17", Statement = local.role_statements })
}

resource "aws_iam_policy" "boundary" {
  provider = aws.source
  count    = var.fault.boundary == null ? 0 : 1
  name     = "${var.name}-boundary"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [jsondecode(local.filled[var.fault.boundary])] })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  provider = aws.source
  bucket   = aws_s3_bucket.source.bucket
  role     = "arn:aws:iam::${var.fault.role_account}:role/${aws_iam_role.replication.name}"

  rule {
    id       = "all"
    priority = 1
    status   = var.fault.status

    filter {
      prefix = var.fault.tag == null ? var.fault.prefix : var.fault.tag_prefix

      dynamic "tag" {
        for_each = var.fault.tag == null ? [] : [1]

        content {
          key   = var.fault.tag
          value = "yes"
        }
      }
    }

    dynamic "existing_object_replication" {
      for_each = var.fault.existing_objects ? [1] : []

      content {
        status = "Enabled"
      }
    }

    delete_marker_replication {
      status = var.fault.delete_markers
    }

    dynamic "source_selection_criteria" {
      for_each = var.fault.kms && var.fault.kms_selected ? [1] : []

      content {
        sse_kms_encrypted_objects {
          status = "Enabled"
        }
      }
    }

    destination {
      bucket        = local.target_arn
      account       = var.fault.destination_account
      storage_class = var.fault.storage_class

      dynamic "access_control_translation" {
        for_each = var.fault.owner_override ? [1] : []

        content {
          owner = "Destination"
        }
      }

      dynamic "encryption_configuration" {
        for_each = var.fault.kms && var.fault.replica_key ? [1] : []

        content {
          replica_kms_key_id = var.fault.replica_key_id != null ? var.fault.replica_key_id : one(
            var.fault.replica_key_region == "source" ? aws_kms_key.source[*].arn : aws_kms_key.destination[*].arn
          )
        }
      }

      metrics {
        status = "Enabled"

        dynamic "event_threshold" {
          for_each = var.fault.rtc_minutes == null ? [] : [1]

          content {
            minutes = var.fault.rtc_minutes
          }
        }
      }

      dynamic "replication_time" {
        for_each = var.fault.rtc_minutes == null ? [] : [1]

        content {
          status = "Enabled"

          time {
            minutes = var.fault.rtc_minutes
          }
        }
      }
    }
  }

  dynamic "rule" {
    for_each = var.fault.second_priority == null ? [] : [1]

    content {
      id       = "second"
      priority = var.fault.second_priority
      status   = "Enabled"

      filter {
        prefix = "second/"
      }

      delete_marker_replication {
        status = "Enabled"
      }

      destination {
        bucket = local.target_arn
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.destination, aws_iam_role_policy.replication, aws_iam_role_policy.keys, aws_s3_bucket_policy.destination]
}
