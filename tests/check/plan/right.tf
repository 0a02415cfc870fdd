module "right" {
  source    = "./pair"
  name      = "right"
  providers = { aws = aws, aws.destination = aws.ireland }
}

# One writer, through the bucket's own provider.
resource "aws_s3_bucket_policy" "right" {
  provider   = aws.ireland
  bucket     = "right-destination"
  depends_on = [module.right]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111111:role/right" }
      Action    = ["s3:ReplicateObject", "s3:ReplicateDelete"]
      Resource  = "arn:aws:s3:::right-destination/*"
    }]
  })
}

# Exclusive management that lists the grant.
resource "aws_iam_role_policies_exclusive" "right" {
  role_name    = "right"
  policy_names = ["replication"]
}

resource "aws_iam_policy" "right" {
  name   = "right"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = "arn:aws:s3:::right-source" }] })
}

resource "aws_iam_role_policy_attachment" "right" {
  role       = "right"
  policy_arn = aws_iam_policy.right.arn
}

resource "aws_iam_role_policy_attachments_exclusive" "right" {
  role_name   = "right"
  policy_arns = [aws_iam_policy.right.arn]
}

# The name of the source in the destination's name.
module "named_after_source" {
  source    = "./pair"
  name      = "copies-of-us-east-1"
  rule_id   = "crr-to-ireland"
  providers = { aws = aws, aws.destination = aws.ireland }
}
