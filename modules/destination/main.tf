module "bucket" {
  source = "../bucket"

  name             = var.bucket.name
  account          = var.account
  existing         = var.bucket.existing
  force_destroy    = var.bucket.force_destroy
  kms              = var.bucket.kms
  retired_kms_keys = var.bucket.retired_kms_keys
  object_lock      = var.bucket.object_lock
  allow_sse_c      = var.bucket.allow_sse_c
  sources          = var.sources
  tags             = var.tags
}

# A created key's ARN shows the provider's account; without one, STS returns it.
data "aws_caller_identity" "current" {
  count = var.account == null ? 0 : var.bucket.kms == null ? 1 : var.bucket.kms.existing == null ? 0 : 1
}
