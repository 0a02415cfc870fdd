# ACLs are disabled on new buckets, so S3 refuses them unless Object Ownership enables them first.

resource "aws_s3_bucket" "acl_disabled" {
  bucket = "acl-disabled"
}

resource "aws_s3_bucket_acl" "disabled" {
  bucket = aws_s3_bucket.acl_disabled.id
  acl    = "private"
}

resource "aws_s3_bucket" "acl_enforced" {
  bucket = "acl-enforced"
}

resource "aws_s3_bucket_ownership_controls" "enforced" {
  bucket = aws_s3_bucket.acl_enforced.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_acl" "enforced" {
  bucket     = aws_s3_bucket.acl_enforced.id
  acl        = "private"
  depends_on = [aws_s3_bucket_ownership_controls.enforced]
}

resource "aws_s3_bucket" "acl_logs" {
  bucket = "acl-logs"
  acl    = "log-delivery-write"
}

resource "aws_s3_bucket" "acl_grant" {
  bucket = "acl-grant"

  grant {
    type        = "Group"
    permissions = ["WRITE"]
    uri         = "http://acs.amazonaws.com/groups/s3/LogDelivery"
  }
}

# Right: CreateBucket takes the private ACL, and the ACL waits for the setting that enables ACLs.
resource "aws_s3_bucket" "acl_private" {
  bucket = "acl-private"
  acl    = "private"
}

resource "aws_s3_bucket" "acl_enabled" {
  bucket = "acl-enabled"
}

resource "aws_s3_bucket_ownership_controls" "enabled" {
  bucket = aws_s3_bucket.acl_enabled.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "enabled" {
  bucket     = aws_s3_bucket.acl_enabled.id
  acl        = "log-delivery-write"
  depends_on = [aws_s3_bucket_ownership_controls.enabled]
}

# Nothing makes this ACL wait, so Terraform may set it first.
resource "aws_s3_bucket" "acl_early" {
  bucket = "acl-early"
}

resource "aws_s3_bucket_ownership_controls" "early" {
  bucket = aws_s3_bucket.acl_early.id

  rule {
    object_ownership = "ObjectWriter"
  }
}

resource "aws_s3_bucket_acl" "early" {
  bucket = aws_s3_bucket.acl_early.id
  acl    = "private"
}

# The plan does not show whether ACLs are enabled on a bucket that exists already.
resource "aws_s3_bucket_acl" "existing" {
  bucket = "acl-of-an-existing-bucket"
  acl    = "private"
}
