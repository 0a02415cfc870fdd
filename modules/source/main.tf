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

module "role" {
  source = "../replication-role"

  source_bucket = {
    name        = var.bucket.name
    account_id  = module.bucket.account_id
    region      = module.bucket.region
    object_lock = var.bucket.object_lock != null
  }

  source_kms_key_arns = anytrue(values(local._kms_opt_in)) ? local._kms_key_arns : []

  destinations = {
    for key, destination in var.destinations : key => {
      bucket_name    = destination.bucket_name
      region         = destination.region
      kms_key        = local._asked[key].kms_objects ? destination.kms_key : null
      delete_markers = local._asked[key].delete_markers
      owner_override = destination.owner_override
    } if contains(keys(local._asked), key)
  }

  role = var.role
  tags = var.tags
}
