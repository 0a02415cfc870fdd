data "aws_caller_identity" "source" {
  provider = aws.source
}

data "aws_caller_identity" "destination" {
  provider = aws.destination
}

locals {
  # Who creates an account in the same run calls the topology itself: here the accounts must be known in the plan.
  _one_account = data.aws_caller_identity.source.account_id == data.aws_caller_identity.destination.account_id
}

module "same_account" {
  source    = "./modules/same-account"
  count     = local._one_account ? 1 : 0
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket                  = var.source_bucket
  destination_bucket             = var.destination_bucket
  rules                          = var.rules
  additional_source_kms_key_arns = var.additional_source_kms_key_arns
  owner_override                 = var.owner_override
  role                           = var.role
  tags                           = var.tags
}

module "cross_account" {
  source    = "./modules/cross-account"
  count     = local._one_account ? 0 : 1
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket                  = var.source_bucket
  destination_bucket             = var.destination_bucket
  rules                          = var.rules
  additional_source_kms_key_arns = var.additional_source_kms_key_arns
  owner_override                 = var.owner_override
  role                           = var.role
  tags                           = var.tags
}
