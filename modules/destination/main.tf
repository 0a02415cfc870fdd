module "bucket" {
  source = "../bucket"

  name          = var.bucket.name
  existing      = var.bucket.existing
  force_destroy = var.bucket.force_destroy
  kms           = var.bucket.kms
  object_lock   = var.bucket.object_lock
  sources       = var.sources
  tags          = var.tags
}
