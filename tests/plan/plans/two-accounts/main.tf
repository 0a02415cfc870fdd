# Two accounts, with the rule in a module's dynamic block: a plan shows no references there, so its destination stays unknown.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "region" { default = "eu-west-1" }
provider "aws" { region = var.region }
provider "aws" {
  alias  = "dst"
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::222222222222:role/admin" }
}
data "aws_caller_identity" "dst" { provider = aws.dst }
resource "aws_s3_bucket" "src" { bucket = "src-bucket" }
resource "aws_s3_bucket" "dst" {
  provider      = aws.dst
  bucket_prefix = "dst-"
}
resource "aws_s3_bucket_versioning" "src" {
  bucket = aws_s3_bucket.src.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_versioning" "dst" {
  provider = aws.dst
  bucket   = aws_s3_bucket.dst.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_kms_key" "k" {
  provider = aws.dst
  for_each = toset(["a"])
  policy   = data.aws_iam_policy_document.k.json
}
data "aws_iam_policy_document" "k" {
  provider = aws.dst
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.dst.account_id}:root", aws_iam_role.r.arn]
    }
    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = ["${aws_s3_bucket.dst.arn}/*"]
    }
  }
}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }] })
}
module "m" {
  source    = "./module"
  providers = { aws.x = aws, aws.y = aws.dst }
  for_each  = { one = 1 }
  role      = aws_iam_role.r
  src       = aws_s3_bucket.src.id
  dst       = { a = { arn = aws_s3_bucket.dst.arn, key = aws_kms_key.k["a"].arn } }
}
data "aws_iam_policy_document" "p" {
  statement {
    actions   = ["s3:ReplicateObject"]
    resources = ["${aws_s3_bucket.dst.arn}/*"]
  }
  dynamic "statement" {
    for_each = aws_kms_key.k
    content {
      actions   = ["kms:Encrypt"]
      resources = [statement.value.arn, "arn:aws:kms:eu-west-1:111111111111:key/x"]
    }
  }
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = data.aws_iam_policy_document.p.json
}
