module "source" {
  source    = "./modules/source"
  providers = { aws = aws.source }

  bucket                  = var.source_bucket
  account                 = var.account_ids == null ? null : { id = var.account_ids.source }
  additional_kms_key_arns = var.additional_source_kms_key_arns
  destinations            = { destination = merge(module.destination.as_destination, { owner_override = var.owner_override }) }
  rules                   = { for id, rule in var.rules : id => merge(rule, { destination = "destination" }) }
  role                    = var.role
  tags                    = var.tags
}

module "destination" {
  source    = "./modules/destination"
  providers = { aws = aws.destination }

  bucket  = var.destination_bucket
  account = var.account_ids == null ? null : { id = var.account_ids.destination }
  sources = local._one_account ? {} : { source = local._sender }
  tags    = var.tags
}

locals {
  # A role of the destination's account requires no statement in the destination's policies.
  _one_account = module.source.account_id == module.destination.account_id

  _sender = merge(module.source.as_source["destination"], {
    # If the destination has no key, modules/source refuses the rules.
    kms_objects    = module.source.as_source["destination"].kms_objects && var.destination_bucket.kms != null
    owner_override = var.owner_override
  })
}
