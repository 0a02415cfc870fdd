locals {
  _services = { Inventory = "s3.amazonaws.com", Logs = "logging.s3.amazonaws.com" } # the same in every partition

  _deliveries = merge([for kind, service in local._services : {
    for key, bucket in var.reports_from : "${kind}From${title(key)}" => merge(bucket, { service = service })
  }]...)

  # Built from names, so that the policy can be in place before the trail is created, as CloudTrail requires.
  _trails = { for key, trail in var.trails_from : title(key) => {
    arn    = "arn:${data.aws_partition.current.partition}:cloudtrail:${coalesce(trail.region, data.aws_service.s3.region)}:${trail.account_id}:trail/${trail.trail_name}"
    folder = join("/", compact([trail.prefix, "AWSLogs", trail.account_id]))
  } }
}

data "aws_iam_policy_document" "this" {
  override_policy_documents = length(var.sources) > 0 ? [data.aws_iam_policy_document.replicas.json] : []

  statement {
    sid       = "DenyRequestsWithoutTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.arn, "${local.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  # Replication uses s3:ReplicateObject and is not affected.
  dynamic "statement" {
    for_each = var.allow_sse_c ? [] : ["DenyKeysOfWriters"]

    content {
      sid       = statement.value
      effect    = "Deny"
      actions   = ["s3:PutObject"]
      resources = ["${local.arn}/*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "Null"
        variable = "s3:x-amz-server-side-encryption-customer-algorithm"
        values   = ["false"]
      }
    }
  }

  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
  dynamic "statement" {
    for_each = local._deliveries

    content {
      sid       = statement.key
      actions   = ["s3:PutObject"]
      resources = ["${local.arn}/*"]

      principals {
        type        = "Service"
        identifiers = [statement.value.service]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = ["arn:${data.aws_partition.current.partition}:s3:::${statement.value.bucket_name}"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [statement.value.account_id]
      }
    }
  }

  # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
  dynamic "statement" {
    for_each = local._trails

    content {
      sid       = "AclCheckOfTrail${statement.key}"
      actions   = ["s3:GetBucketAcl"]
      resources = [local.arn]

      principals {
        type        = "Service"
        identifiers = ["cloudtrail.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceArn"
        values   = [statement.value.arn]
      }
    }
  }

  dynamic "statement" {
    for_each = local._trails

    content {
      sid       = "LogsOfTrail${statement.key}"
      actions   = ["s3:PutObject"]
      resources = ["${local.arn}/${statement.value.folder}/*"]

      principals {
        type        = "Service"
        identifiers = ["cloudtrail.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceArn"
        values   = [statement.value.arn]
      }

      condition {
        test     = "StringEquals"
        variable = "s3:x-amz-acl"
        values   = ["bucket-owner-full-control"]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = var.existing == null ? 1 : 0

  bucket = aws_s3_bucket.this[0].bucket
  policy = data.aws_iam_policy_document.this.json

  # S3 answers 409 to simultaneous changes of one bucket's policy and public access block.
  depends_on = [aws_s3_bucket_public_access_block.this]

  lifecycle {
    replace_triggered_by = [aws_s3_bucket.this[0].id]
  }
}
