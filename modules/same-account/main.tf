module "source" {
  source    = "../source"
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
  source    = "../destination"
  providers = { aws = aws.destination }

  bucket  = var.destination_bucket
  account = var.account_ids == null ? null : { id = var.account_ids.destination }
  tags    = var.tags
}
