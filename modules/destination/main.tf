module "bucket" {
  source = "../bucket"

  name            = var.bucket.name
  account         = var.account
  existing        = var.bucket.existing
  force_destroy   = var.bucket.force_destroy
  kms             = var.bucket.kms
  object_lock     = var.bucket.object_lock
  allow_sse_c     = var.bucket.allow_sse_c
  access_log      = var.bucket.access_log
  inventory       = var.bucket.inventory
  lifecycle_rules = var.bucket.lifecycle_rules
  archive_tiers   = var.bucket.archive_tiers
  sources         = var.sources
  tags            = var.tags
}
