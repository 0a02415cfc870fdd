# The rule names a role and a bucket with one letter wrong, so neither exists.
resource "aws_s3_bucket" "similar" {
  bucket = "similar-names-source"
}

resource "aws_s3_bucket_versioning" "similar" {
  bucket = aws_s3_bucket.similar.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "similar_destination" {
  bucket = "similar-names-destination"
}

resource "aws_iam_role" "similar" {
  name               = "similar-names-replication"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }] })
}

resource "aws_s3_bucket_replication_configuration" "similar" {
  bucket = aws_s3_bucket_versioning.similar.bucket
  role   = "arn:aws:iam::111111111111:role/similar-names-replicaton"
  rule {
    id     = "similar"
    status = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Enabled"
    }
    destination {
      bucket = "arn:aws:s3:::similar-name-destination"
    }
  }
}

# A number of a series is another bucket, not a wrong letter.
resource "aws_s3_bucket" "series" {
  bucket = "series-of-buckets-source"
}

resource "aws_s3_bucket_versioning" "series" {
  bucket = aws_s3_bucket.series.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "series_1" {
  bucket = "series-of-buckets-destination-1"
}

resource "aws_s3_bucket_replication_configuration" "series" {
  bucket     = aws_s3_bucket_versioning.series.bucket
  role       = "arn:aws:iam::111111111111:role/another"
  depends_on = [aws_s3_bucket_versioning.series]
  rule {
    id     = "series"
    status = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Enabled"
    }
    destination {
      bucket = "arn:aws:s3:::series-of-buckets-destination-22"
    }
  }
}
