# Nothing orders the rules after versioning, the role's policy or the bucket policy.
resource "aws_s3_bucket" "unordered" {
  bucket = "order-source"
}

resource "aws_s3_bucket" "unordered_destination" {
  provider = aws.second
  bucket   = "order-destination"
}

resource "aws_s3_bucket_versioning" "unordered" {
  bucket = aws_s3_bucket.unordered.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "unordered_destination" {
  provider = aws.second
  bucket   = aws_s3_bucket.unordered_destination.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "unordered_destination" {
  provider = aws.second
  bucket   = aws_s3_bucket.unordered_destination.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111111:role/right" }
      Action    = ["s3:ReplicateObject", "s3:ReplicateDelete"]
      Resource  = "arn:aws:s3:::order-destination/*"
    }]
  })
}

resource "aws_iam_role" "unordered" {
  name               = "unordered"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role_policy" "unordered" {
  name   = "unordered"
  role   = aws_iam_role.unordered.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

resource "aws_s3_bucket_replication_configuration" "unordered" {
  bucket = aws_s3_bucket.unordered.bucket
  role   = "arn:aws:iam::111111111111:role/unordered"

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = aws_s3_bucket.unordered_destination.arn
    }
  }
}

# The same, but a reference of each kind orders it.
resource "aws_s3_bucket" "ordered" {
  bucket = "ordered-source"
}

resource "aws_s3_bucket_versioning" "ordered" {
  bucket = aws_s3_bucket.ordered.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "ordered" {
  bucket     = aws_s3_bucket_versioning.ordered.bucket
  role       = "arn:aws:iam::111111111111:role/unordered"
  depends_on = [module.after]

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = aws_s3_bucket.unordered_destination.arn
    }
  }
}

# A module that waits for what the rules need.
module "after" {
  source     = "./pair"
  name       = "after"
  depends_on = [aws_s3_bucket_versioning.unordered_destination, aws_s3_bucket_policy.unordered_destination, aws_iam_role_policy.unordered]
  providers  = { aws = aws, aws.destination = aws.ireland }
}

# What a local value refers to, a plan does not show.
locals {
  hidden_source = aws_s3_bucket_versioning.hidden.bucket
}

resource "aws_s3_bucket" "hidden" {
  bucket = "hidden-source"
}

resource "aws_s3_bucket_versioning" "hidden" {
  bucket = aws_s3_bucket.hidden.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "hidden" {
  bucket     = local.hidden_source
  role       = "arn:aws:iam::111111111111:role/right"
  depends_on = [module.right]

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
}

# A bucket that exists: objects may be written to it during the apply.
resource "aws_s3_bucket_versioning" "existing" {
  bucket = "order-existing"

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "existing" {
  bucket     = aws_s3_bucket_versioning.existing.bucket
  role       = "arn:aws:iam::111111111111:role/unordered"
  depends_on = [aws_s3_bucket_versioning.unordered_destination]

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = aws_s3_bucket.unordered_destination.arn
    }
  }
}
