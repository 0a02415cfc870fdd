module "other_provider" {
  source    = "./pair"
  name      = "other-provider"
  providers = { aws = aws, aws.destination = aws.ireland }
}

# Another Region than the bucket's.
resource "aws_s3_bucket_ownership_controls" "region" {
  bucket = "other-provider-destination"

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# Another account than the bucket's.
resource "aws_s3_bucket_public_access_block" "account" {
  provider          = aws.second
  bucket            = "other-provider-source"
  block_public_acls = true
}

resource "aws_kms_key" "region" {
  provider = aws.ireland
}

resource "aws_kms_key_policy" "region" {
  key_id = aws_kms_key.region.key_id
  policy = local.key_policy
}

resource "aws_iam_role" "account" {
  name               = "account"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role_policy" "account" {
  provider = aws.second
  name     = "account"
  role     = aws_iam_role.account.name
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
