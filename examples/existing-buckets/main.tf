provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region

  assume_role {
    role_arn = var.destination_role_arn
  }
}

# Stand for buckets that were there before; in your configuration only their names and the policy matter.
resource "aws_s3_bucket" "source" {
  #checkov:skip=CKV2_AWS_6:An existing bucket is as it is; the module changes what manage lists
  bucket        = "${var.name}-source"
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket" "destination" {
  #checkov:skip=CKV2_AWS_6:An existing bucket is as it is; the module changes what manage lists
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

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket = { name = aws_s3_bucket.source.bucket, existing = {} } # versioning only
  destination_bucket = {
    name     = aws_s3_bucket.destination.bucket
    existing = { manage = ["versioning", "policy"], policy_json = data.aws_iam_policy_document.today.json }
  }

  owner_override = true # the destination may still have ACLs

  rules = {
    everything = { priority = 1, delete_markers = true }
  }
}
