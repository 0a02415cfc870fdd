# Stand for buckets and a role that were there before; in your configuration only their names, the role's ARN and the policy matter.

resource "aws_s3_bucket" "source" {
  #checkov:skip=CKV_AWS_18:Stands for a bucket that was there before, as it was
  #checkov:skip=CKV_AWS_21:The module turns versioning on
  #checkov:skip=CKV_AWS_144:The module replicates it; a destination is a copy itself
  #checkov:skip=CKV_AWS_145:Stands for a bucket that was there before, as it was
  #checkov:skip=CKV2_AWS_6:Stands for a bucket that was there before, as it was
  #checkov:skip=CKV2_AWS_61:Stands for a bucket that was there before, as it was
  #checkov:skip=CKV2_AWS_62:Stands for a bucket that was there before, as it was
  bucket        = "${var.name}-source"
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket" "destination" {
  #checkov:skip=CKV_AWS_18:Stands for a bucket that was there before, as it was
  #checkov:skip=CKV_AWS_21:The module turns versioning on
  #checkov:skip=CKV_AWS_144:The module replicates it; a destination is a copy itself
  #checkov:skip=CKV_AWS_145:Stands for a bucket that was there before, as it was
  #checkov:skip=CKV2_AWS_6:Stands for a bucket that was there before, as it was
  #checkov:skip=CKV2_AWS_61:Stands for a bucket that was there before, as it was
  #checkov:skip=CKV2_AWS_62:Stands for a bucket that was there before, as it was
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
