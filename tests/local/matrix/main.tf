# Every rule shape and every neighbouring resource that replication set-ups use, in one apply: the next plan must be empty.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.100" }
  }
}

variable "name" {
  type = string
}

provider "aws" {}

provider "aws" {
  alias  = "away"
  region = "eu-west-1"
}

provider "aws" {
  alias = "other"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/any"
  }
}

locals {
  key = aws_kms_replica_key.this.arn
  shapes = {
    whole      = {}
    prefix     = { filter = { prefix = "a/" } }
    tag        = { filter = { tag = { k = "v" } } }
    and        = { filter = { and_prefix = "a/", tags = { k = "v", l = "w" } } }
    dm         = { markers = "Enabled" }
    kms        = { kms = true }
    rtc        = { rtc = true, metrics = true }
    metrics    = { metrics = true }
    act        = { act = true }
    replmod    = { replmod = true }
    storage    = { storage = "STANDARD_IA" }
    disabled   = { status = "Disabled" }
    everything = { kms = true, rtc = true, metrics = true, act = true, replmod = true, storage = "GLACIER_IR", filter = { prefix = "x/" } }
  }
  buckets = toset(concat(keys(local.shapes), ["v1", "v1prefix", "multi"]))
}

resource "aws_iam_role" "this" {
  name = "${var.name}-role"
  path = "/replication/"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  permissions_boundary = aws_iam_policy.boundary.arn
}

resource "aws_iam_policy" "boundary" {
  name   = "${var.name}-boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_kms_key" "this" {
  multi_region            = true
  enable_key_rotation     = true
  deletion_window_in_days = 7
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.id
}

resource "aws_kms_replica_key" "this" {
  provider                = aws.away
  primary_key_arn         = aws_kms_key.this.arn
  deletion_window_in_days = 7
}

resource "aws_s3_bucket" "destination" {
  provider = aws.away
  for_each = toset(["one", "two", "three"])
  bucket   = "${var.name}-to-${each.key}"
}

resource "aws_s3_bucket_versioning" "destination" {
  provider = aws.away
  for_each = aws_s3_bucket.destination
  bucket   = each.value.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket" "source" {
  for_each = local.buckets
  bucket   = "${var.name}-from-${each.key}"
}

resource "aws_s3_bucket_versioning" "source" {
  for_each = aws_s3_bucket.source
  bucket   = each.value.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_replication_configuration" "v2" {
  for_each   = local.shapes
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.destination]
  bucket     = aws_s3_bucket.source[each.key].id
  role       = aws_iam_role.this.arn

  rule {
    id       = each.key
    status   = try(each.value.status, "Enabled")
    priority = 1

    filter {
      prefix = try(each.value.filter.prefix, null)

      dynamic "tag" {
        for_each = try(each.value.filter.tag, {})
        content {
          key   = tag.key
          value = tag.value
        }
      }

      dynamic "and" {
        for_each = try([each.value.filter.and_prefix], [])
        content {
          prefix = and.value
          tags   = each.value.filter.tags
        }
      }
    }

    delete_marker_replication { status = try(each.value.markers, "Disabled") }

    dynamic "source_selection_criteria" {
      for_each = try(each.value.kms, false) || try(each.value.replmod, false) ? [1] : []
      content {
        dynamic "sse_kms_encrypted_objects" {
          for_each = try(each.value.kms, false) ? [1] : []
          content { status = "Enabled" }
        }
        dynamic "replica_modifications" {
          for_each = try(each.value.replmod, false) ? [1] : []
          content { status = "Enabled" }
        }
      }
    }

    destination {
      bucket        = aws_s3_bucket.destination["one"].arn
      storage_class = try(each.value.storage, null)
      account       = try(each.value.act, false) ? "111111111111" : null

      dynamic "access_control_translation" {
        for_each = try(each.value.act, false) ? [1] : []
        content { owner = "Destination" }
      }
      dynamic "encryption_configuration" {
        for_each = try(each.value.kms, false) ? [1] : []
        content { replica_kms_key_id = local.key }
      }
      dynamic "replication_time" {
        for_each = try(each.value.rtc, false) ? [1] : []
        content {
          status = "Enabled"
          time { minutes = 15 }
        }
      }
      dynamic "metrics" {
        for_each = try(each.value.metrics, false) ? [1] : []
        content {
          status = "Enabled"
          dynamic "event_threshold" {
            for_each = try(each.value.rtc, false) ? [1] : []
            content { minutes = 15 }
          }
        }
      }
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "v1" {
  for_each   = { v1 = null, v1prefix = "logs/" }
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.destination]
  bucket     = aws_s3_bucket.source[each.key].id
  role       = aws_iam_role.this.arn

  rule {
    id     = each.key
    status = "Enabled"
    prefix = each.value
    destination { bucket = aws_s3_bucket.destination["one"].arn }
  }
}

resource "aws_s3_bucket_replication_configuration" "multi" {
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.destination]
  bucket     = aws_s3_bucket.source["multi"].id
  role       = aws_iam_role.this.arn

  dynamic "rule" {
    for_each = { one = 1, two = 2, three = 3 }
    content {
      id       = rule.key == "three" ? null : rule.key
      status   = "Enabled"
      priority = rule.value
      filter { prefix = "" }
      delete_marker_replication { status = "Enabled" }
      destination { bucket = aws_s3_bucket.destination[rule.key].arn }
    }
  }
}
