# Rules from a dynamic block, destinations from a module with for_each, statements from dynamic blocks; one destination was forgotten in the role.
terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}

locals {
  destinations = {
    archive = { prefix = "archive/", key = true }
    logs    = { prefix = "logs/", key = false }
    reports = { prefix = "reports/", key = false, granted = false }
  }
  granted = { for name, one in local.destinations : name => one if try(one.granted, true) }
  keys    = { for name, replica in module.replica : name => replica.key_arn if local.destinations[name].key }
}

module "replica" {
  source   = "./replica"
  for_each = local.destinations

  bucket = { name = "dynamic-${each.key}", kms = each.value.key }
}

resource "aws_s3_bucket" "source" {
  bucket = "dynamic-source"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id

  versioning_configuration {
    status = "Enabled"
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "replication" {
  name               = "dynamic"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "replication" {
  statement {
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [aws_s3_bucket.source.arn]
  }

  statement {
    actions   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    resources = ["${aws_s3_bucket.source.arn}/*"]
  }

  dynamic "statement" {
    for_each = local.granted

    content {
      actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
      resources = ["${module.replica[statement.key].arn}/*"]
    }
  }

  dynamic "statement" {
    for_each = local.keys
    iterator = key

    content {
      actions   = ["kms:Encrypt"]
      resources = [key.value]
    }
  }
}

resource "aws_iam_role_policy" "replication" {
  role   = one([aws_iam_role.replication]).id
  policy = local.policy
}

locals {
  policy = length(local.destinations) > 0 ? data.aws_iam_policy_document.replication.json : null
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = coalesce(aws_s3_bucket_versioning.source.bucket, "none")
  role   = aws_iam_role.replication.arn

  dynamic "rule" {
    for_each = [for name in sort(keys(local.destinations)) : merge(local.destinations[name], { name = name })]

    content {
      id       = rule.value.name
      status   = "Enabled"
      priority = rule.key + 1

      filter {
        prefix = rule.value.prefix
      }

      delete_marker_replication {
        status = "Disabled"
      }

      dynamic "source_selection_criteria" {
        for_each = lookup(rule.value, "key", false) ? [1] : []

        content {
          sse_kms_encrypted_objects {
            status = "Enabled"
          }
        }
      }

      destination {
        bucket = module.replica[rule.value.name].arn

        dynamic "encryption_configuration" {
          for_each = compact([module.replica[rule.value.name].key_arn])

          content {
            replica_kms_key_id = encryption_configuration.value
          }
        }
      }
    }
  }
}
