# The deprecated block, and the resource for the same bucket.
resource "aws_s3_bucket" "inline" {
  bucket = "inline-source"

  versioning {
    enabled = true
  }

  replication_configuration {
    role = "arn:aws:iam::111111111111:role/right"

    rules {
      id       = "inline"
      status   = "Enabled"
      priority = 1

      filter {
        prefix = "inline/"
      }

      destination {
        bucket = "arn:aws:s3:::right-destination"
      }
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "inline" {
  bucket     = aws_s3_bucket.inline.bucket
  role       = "arn:aws:iam::111111111111:role/right"
  depends_on = [module.right]

  rule {
    id     = "separate"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = "arn:aws:s3:::right-destination"
    }
  }
}
