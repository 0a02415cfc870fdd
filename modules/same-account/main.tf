module "source" {
  source    = "../source"
  providers = { aws = aws.source }

  bucket                  = var.source_bucket
  account                 = var.account_ids == null ? null : { id = var.account_ids.source }
  additional_kms_key_arns = var.additional_source_kms_key_arns
  destinations            = { destination = local._destination }
  rules                   = { for id, rule in var.rules : id => merge(rule, { destination = "destination" }) }
  role                    = var.role
  tags                    = var.tags
}

module "destination" {
  source    = "../destination"
  providers = { aws = aws.destination }

  bucket  = var.destination_bucket
  account = var.account_ids == null ? null : { id = var.account_ids.destination }
  tags    = var.tags
}

locals {
  _destination = {
    bucket_name    = module.destination.bucket_name
    account_id     = module.destination.account_id
    region         = module.destination.region
    kms_key        = var.destination_bucket.kms == null ? null : { arn = module.destination.kms_key_arn }
    object_lock    = var.destination_bucket.object_lock != null
    owner_override = var.owner_override
  }
}
