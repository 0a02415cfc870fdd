# Buckets and a role that existed before. Your configuration uses only the buckets' names, the role's ARN and the policy.

resource "aws_s3_bucket" "source" {
  #checkov:skip=CKV_AWS_18:Represents an existing bucket; the module leaves this setting alone
  #checkov:skip=CKV_AWS_21:The module turns versioning on
  #checkov:skip=CKV_AWS_144:The module replicates it; a destination is a copy itself
  #checkov:skip=CKV_AWS_145:Represents an existing bucket; the module leaves this setting alone
  #checkov:skip=CKV2_AWS_6:Represents an existing bucket; the module leaves this setting alone
  #checkov:skip=CKV2_AWS_61:Represents an existing bucket; the module leaves this setting alone
  #checkov:skip=CKV2_AWS_62:Represents an existing bucket; the module leaves this setting alone
  bucket        = "${var.name}-source"
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket" "destination" {
  #checkov:skip=CKV_AWS_18:Represents an existing bucket; the module leaves this setting alone
  #checkov:skip=CKV_AWS_21:The module turns versioning on
  #checkov:skip=CKV_AWS_144:The module replicates it; a destination is a copy itself
  #checkov:skip=CKV_AWS_145:Represents an existing bucket; the module leaves this setting alone
  #checkov:skip=CKV2_AWS_6:Represents an existing bucket; the module leaves this setting alone
  #checkov:skip=CKV2_AWS_61:Represents an existing bucket; the module leaves this setting alone
  #checkov:skip=CKV2_AWS_62:Represents an existing bucket; the module leaves this setting alone
  provider = aws.destination

  bucket        = "${var.name}-destination"
  force_destroy = var.force_destroy
}

data "aws_iam_policy_document" "today" {
  statement {
    sid       = "AuditorsRead"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.destination.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = [var.destination_role_arn]
    }
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

resource "aws_iam_role" "storage" {
  name               = "${var.name}-storage"
  path               = "/storage/"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
