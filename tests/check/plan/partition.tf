module "other_partition" {
  source               = "./pair"
  name                 = "other-partition"
  destination_resource = "arn:aws-cn:s3:::other-partition-destination/*"
  providers            = { aws = aws, aws.destination = aws.ireland }
}

resource "aws_s3_bucket" "other_partition" {
  bucket = "other-partition-rule"
}

resource "aws_s3_bucket_replication_configuration" "other_partition" {
  bucket     = aws_s3_bucket.other_partition.bucket
  role       = "arn:aws:iam::111111111111:role/right"
  depends_on = [module.right]

  rule {
    id     = "china"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = "arn:aws-cn:s3:::right-destination"
    }
  }
}
