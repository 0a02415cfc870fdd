module "bucket" {
  source = "../bucket"

  name                 = var.bucket.name
  existing             = var.bucket.existing
  force_destroy        = var.bucket.force_destroy
  kms                  = var.bucket.kms
  object_lock          = var.bucket.object_lock
  policy_documents     = length(var.sources) > 0 ? [data.aws_iam_policy_document.bucket.json] : []
  key_policy_documents = length(local._kms_sources) > 0 ? [data.aws_iam_policy_document.key.json] : []
  tags                 = var.tags
}
