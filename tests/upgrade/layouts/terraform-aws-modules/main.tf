# The role is its user's own there.
resource "aws_iam_role" "replication" {
  name = "${var.name}-replication"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

module "replica_bucket" {
  source    = "./theirs"
  providers = { aws = aws.dublin }

  name        = "${var.name}-dublin"
  kms_key_arn = aws_kms_key.destination.arn
}

module "s3_bucket" {
  source = "./theirs"

  name        = var.name
  kms_key_arn = aws_kms_key.source.arn
  replication = {
    role_arn    = aws_iam_role.replication.arn
    bucket_name = "${var.name}-dublin"
    kms_key_arn = aws_kms_key.destination.arn
    account_id  = null
  }

  depends_on = [module.replica_bucket]
}
