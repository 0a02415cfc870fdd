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

  # Rules and role come first, so that every object with a new key or lock replicates.
  settings_after = aws_s3_bucket_replication_configuration.this.id
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
      account_id     = destination.account_id
      region         = destination.region
      kms_key        = local._asked[key].kms_objects ? destination.kms_key : null
      delete_markers = local._asked[key].delete_markers
      owner_override = destination.owner_override
      prefixes       = local._prefixes[key]
    } if contains(keys(local._asked), key)
  }

  role = var.role
  tags = var.tags
}
