# One pair for each kind of repair. Each has one fault; a comment "repair PAIR" says where the printed HCL goes.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "not-used"
  secret_key                  = "not-used"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

provider "aws" {
  alias                       = "destination"
  region                      = "us-east-1"
  access_key                  = "not-used"
  secret_key                  = "not-used"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

locals {
  alone   = toset(["boundary", "key", "key-policy", "lock", "role-policy", "rule", "skips", "trust", "versioning"])
  shared  = toset(["bucket-policy", "deny"])
  pairs   = setunion(local.alone, local.shared)
  kms     = toset(["key", "key-policy", "skips"])
  targets = { for pair in local.pairs : pair => "arn:aws:s3:::repairs-${pair}-destination" }
}

resource "aws_s3_bucket" "source" {
  for_each            = local.pairs
  bucket              = "repairs-${each.key}-source"
  object_lock_enabled = each.key == "lock"
}

resource "aws_s3_bucket" "destination" {
  for_each = local.alone
  bucket   = "repairs-${each.key}-destination"
}

resource "aws_s3_bucket" "shared" {
  for_each = local.shared
  provider = aws.destination
  bucket   = "repairs-${each.key}-destination"
}

resource "aws_s3_bucket_versioning" "source" {
  for_each = local.pairs
  bucket   = aws_s3_bucket.source[each.key].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "destination" {
  for_each = setsubtract(local.alone, ["versioning"])
  bucket   = aws_s3_bucket.destination[each.key].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "suspended" {
  bucket = aws_s3_bucket.destination["versioning"].bucket

  versioning_configuration {
    status = "Suspended"
  }
  # repair versioning
}

resource "aws_s3_bucket_versioning" "shared" {
  for_each = local.shared
  provider = aws.destination
  bucket   = aws_s3_bucket.shared[each.key].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "source" {
  bucket = aws_s3_bucket.source["lock"].bucket

  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 1
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  for_each = local.kms
  bucket   = aws_s3_bucket.source[each.key].bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.source.arn
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "skips" {
  bucket = aws_s3_bucket.destination["skips"].bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.skips.arn
    }
  }
}

resource "aws_kms_key" "source" {}

resource "aws_kms_key" "skips" {}

resource "aws_kms_key" "disabled" {
  is_enabled = false # repair key
}

data "aws_iam_policy_document" "key" {
  statement {
    actions   = ["kms:Describe*", "kms:Get*", "kms:List*", "kms:Put*", "kms:ScheduleKeyDeletion"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root"]
    }
  }

  # repair key-policy
}

resource "aws_kms_key" "narrow" {
  policy                             = data.aws_iam_policy_document.key.json
  bypass_policy_lockout_safety_check = true
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

data "aws_iam_policy_document" "other_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }

  # repair trust
}

data "aws_iam_policy_document" "boundary" {
  statement {
    actions   = ["s3:Get*", "s3:List*"]
    resources = ["*"]
  }

  # repair boundary
}

resource "aws_iam_policy" "boundary" {
  name   = "repairs-boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

resource "aws_iam_role" "this" {
  for_each             = local.pairs
  name                 = "repairs-${each.key}"
  assume_role_policy   = each.key == "trust" ? data.aws_iam_policy_document.other_trust.json : data.aws_iam_policy_document.trust.json
  permissions_boundary = each.key == "boundary" ? aws_iam_policy.boundary.arn : null
}

data "aws_iam_policy_document" "reads" {
  for_each = local.pairs

  statement {
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = ["arn:aws:s3:::repairs-${each.key}-source"]
  }

  statement {
    actions = [
      "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging", "s3:GetObjectRetention",
      "s3:GetObjectLegalHold",
    ]
    resources = ["arn:aws:s3:::repairs-${each.key}-source/*"]
  }

  statement {
    actions   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "writes" {
  for_each                = local.pairs
  source_policy_documents = [data.aws_iam_policy_document.reads[each.key].json]

  statement {
    actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    resources = ["${local.targets[each.key]}/*"]
  }
}

data "aws_iam_policy_document" "lacking" {
  source_policy_documents = [data.aws_iam_policy_document.reads["role-policy"].json]

  # repair role-policy
}

resource "aws_iam_role_policy" "this" {
  for_each = local.pairs
  role     = aws_iam_role.this[each.key].name
  policy   = each.key == "role-policy" ? data.aws_iam_policy_document.lacking.json : data.aws_iam_policy_document.writes[each.key].json
}

data "aws_iam_policy_document" "bucket" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${local.targets["bucket-policy"]}/*"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.this["bucket-policy"].arn]
    }
  }

  # repair bucket-policy
}

data "aws_iam_policy_document" "deny" {
  statement {
    actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    resources = ["${local.targets["deny"]}/*"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.this["deny"].arn]
    }
  }

  statement {
    sid       = "OnlyFromTheOffice"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["${local.targets["deny"]}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NotIpAddress"
      variable = "aws:SourceIp"
      values   = ["203.0.113.0/24"]
    }

    # repair deny
  }
}

resource "aws_s3_bucket_policy" "shared" {
  for_each = local.shared
  provider = aws.destination
  bucket   = aws_s3_bucket.shared[each.key].bucket
  policy   = each.key == "deny" ? data.aws_iam_policy_document.deny.json : data.aws_iam_policy_document.bucket.json
}

resource "aws_s3_bucket_replication_configuration" "this" {
  for_each = setsubtract(local.pairs, ["rule", "skips"])
  bucket   = aws_s3_bucket_versioning.source[each.key].bucket
  role     = aws_iam_role.this[each.key].arn

  rule {
    id       = each.key
    priority = 1
    status   = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    dynamic "source_selection_criteria" {
      for_each = contains(local.kms, each.key) ? [1] : []

      content {
        sse_kms_encrypted_objects {
          status = "Enabled"
        }
      }
    }

    destination {
      bucket = local.targets[each.key]

      dynamic "encryption_configuration" {
        for_each = contains(local.kms, each.key) ? [1] : []

        content {
          replica_kms_key_id = each.key == "key" ? aws_kms_key.disabled.arn : aws_kms_key.narrow.arn
        }
      }
    }
  }

  depends_on = [
    aws_iam_role_policy.this, aws_s3_bucket_policy.shared, aws_s3_bucket_versioning.destination, aws_s3_bucket_versioning.shared,
    aws_s3_bucket_versioning.suspended,
  ]
}

resource "aws_s3_bucket_replication_configuration" "rule" {
  bucket = aws_s3_bucket_versioning.source["rule"].bucket
  role   = aws_iam_role.this["rule"].arn

  rule {
    id       = "rule"
    priority = 1
    status   = "Disabled" # repair rule

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = local.targets["rule"]
    }
  }

  depends_on = [aws_iam_role_policy.this, aws_s3_bucket_versioning.destination]
}

resource "aws_s3_bucket_replication_configuration" "skips" {
  bucket = aws_s3_bucket_versioning.source["skips"].bucket
  role   = aws_iam_role.this["skips"].arn

  rule {
    id       = "skips"
    priority = 1
    status   = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    # repair skips

    destination {
      bucket = local.targets["skips"]
      # repair skips destination
    }
  }

  depends_on = [aws_iam_role_policy.this, aws_s3_bucket_versioning.destination]
}
