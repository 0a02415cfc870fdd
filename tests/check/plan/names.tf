resource "aws_s3_bucket" "reserved" {
  bucket = "names-111111111111-us-east-1-an"
}

resource "aws_s3_bucket" "not_reserved" {
  bucket = "names-of-japan"
}
