module "two_writers" {
  source    = "./pair"
  name      = "two-writers"
  providers = { aws = aws, aws.destination = aws }
}

locals {
  two_writers_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "111111111111" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::two-writers-destination/*" }]
  })
}

resource "aws_s3_bucket_policy" "first" {
  bucket = "two-writers-destination"
  policy = local.two_writers_policy
}

resource "aws_s3_bucket_policy" "second" {
  bucket = "two-writers-destination"
  policy = local.two_writers_policy
}

resource "aws_s3_bucket_versioning" "again" {
  bucket = "two-writers-destination"

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "again" {
  bucket     = "two-writers-source"
  role       = "arn:aws:iam::111111111111:role/two-writers"
  depends_on = [module.two_writers]

  rule {
    id     = "again"
    status = "Enabled"

    filter {
      prefix = "again/"
    }

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = "arn:aws:s3:::two-writers-destination"
    }
  }
}
