# Terraform ignores changes of the role, and of the policy.
resource "aws_s3_bucket" "ignored" {
  bucket = "ignored-source"
}

resource "aws_s3_bucket_versioning" "ignored" {
  bucket = aws_s3_bucket.ignored.bucket

  versioning_configuration {
    status = "Enabled"
  }

  lifecycle {
    ignore_changes = [mfa]
  }
}

resource "aws_s3_bucket_policy" "ignored" {
  bucket = aws_s3_bucket.ignored.bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "111111111111" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::ignored-source/*" }] })

  lifecycle {
    ignore_changes = all
  }
}

resource "aws_s3_bucket_replication_configuration" "ignored" {
  bucket     = aws_s3_bucket_versioning.ignored.bucket
  role       = "arn:aws:iam::111111111111:role/right"
  depends_on = [module.right, aws_iam_policy_attachment.owner, aws_iam_role_policy_attachment.right]

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = "arn:aws:s3:::right-destination"
    }
  }

  lifecycle {
    ignore_changes = [role]
  }
}
