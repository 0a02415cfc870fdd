# Replication of a bucket to one that exists elsewhere; the role may read objects under a/ only.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "backup" {
  type    = string
  default = "acme"
}

provider "aws" {
  region = "us-east-1"
}

data "aws_s3_bucket" "backup" {
  bucket = "${var.backup}-backup"
}

# The local AWS has no EC2, and replication needs none.
data "aws_vpc" "default" {
  default = true
}

resource "aws_security_group" "web" {
  vpc_id = data.aws_vpc.default.id
}

resource "aws_s3_bucket" "source" {
  bucket = "acme-orders"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "replication" {
  name = "acme-orders-replication"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "replication" {
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = aws_s3_bucket.source.arn },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "${aws_s3_bucket.source.arn}/a/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = "${data.aws_s3_bucket.backup.arn}/*"
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "source" {
  depends_on = [aws_s3_bucket_versioning.source]
  bucket     = aws_s3_bucket.source.id
  role       = aws_iam_role.replication.arn
  rule {
    id     = "all"
    status = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Enabled"
    }
    destination {
      bucket = data.aws_s3_bucket.backup.arn
    }
  }
}
