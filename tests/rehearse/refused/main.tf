# A variable that replication does not need fails, and IAM refuses the role's policy for its size.

provider "aws" {
  region = "us-east-1"
}

variable "size" {
  type    = number
  default = 11000
  validation {
    condition     = var.size < 10000
    error_message = "The policy is too large."
  }
}

resource "aws_s3_bucket" "source" {
  bucket = "refused-source"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "this" {
  name               = "refused"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.this.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [for n in range(200) : { Effect = "Allow", Action = "s3:*", Resource = "arn:aws:s3:::refused-source/${n}" }] })
}

resource "aws_s3_bucket_replication_configuration" "source" {
  depends_on = [aws_iam_role_policy.this]
  bucket     = aws_s3_bucket_versioning.source.bucket
  role       = aws_iam_role.this.arn
  rule {
    id     = "all"
    status = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Enabled"
    }
    destination {
      bucket = "arn:aws:s3:::refused-destination"
    }
  }
}
