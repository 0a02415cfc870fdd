# What all units share: who applies them, where, and where their state is.

locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
  region  = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals.region
}

# One account and one Region per folder: no unit has a provider alias, and each account can be applied by itself.
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOT
    provider "aws" {
      region              = "${local.region}"
      allowed_account_ids = ["${local.account.id}"]

      assume_role {
        role_arn = "arn:${local.account.partition}:iam::${local.account.id}:role/${local.account.role}"
      }
    }
  EOT
}

# Beside this file, so that it survives when units are generated anew. For a team: backend = "s3", with a bucket in each account.
remote_state {
  backend = "local"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    path = "${get_parent_terragrunt_dir()}/.state/${path_relative_to_include()}/terraform.tfstate"
  }
}

inputs = {
  tags = { managed-by = "terragrunt" }
}
