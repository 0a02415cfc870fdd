data "aws_caller_identity" "source" {
  provider = aws.source
  count    = var.account_ids == null ? 1 : 0
}

data "aws_caller_identity" "destination" {
  provider = aws.destination
  count    = var.account_ids == null ? 1 : 0
}

locals {
  # Looked up once, and handed down.
  _account_ids = var.account_ids != null ? var.account_ids : {
    source      = data.aws_caller_identity.source[0].account_id
    destination = data.aws_caller_identity.destination[0].account_id
  }

  # Who creates an account in the same run calls the topology itself: here the accounts must be known in the plan.
  _one_account = local._account_ids.source == local._account_ids.destination
}

module "same_account" {
  source    = "./modules/same-account"
  count     = local._one_account ? 1 : 0
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket                  = var.source_bucket
  destination_bucket             = var.destination_bucket
  account_ids                    = local._account_ids
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
  account_ids                    = local._account_ids
  rules                          = var.rules
  additional_source_kms_key_arns = var.additional_source_kms_key_arns
  owner_override                 = var.owner_override
  role                           = var.role
  tags                           = var.tags
}
