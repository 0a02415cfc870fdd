module "s3_bucket_replication_target" {
  source    = "./theirs"
  providers = { aws = aws.dublin }

  name             = "${var.name}-dublin"
  kms_key_arn      = aws_kms_key.destination.arn
  source_role_arns = [module.s3_bucket.replication_role_arn]
}

module "s3_bucket" {
  source = "./theirs"

  name             = var.name
  kms_key_arn      = aws_kms_key.source.arn
  role_permissions = local.role_permissions
  replication = {
    role_arn    = "arn:aws:iam::${data.aws_caller_identity.source.account_id}:role/${var.name}-replication"
    bucket_name = module.s3_bucket_replication_target.versioned_bucket_name
    kms_key_arn = aws_kms_key.destination.arn
    account_id  = data.aws_caller_identity.destination.account_id
  }
}
