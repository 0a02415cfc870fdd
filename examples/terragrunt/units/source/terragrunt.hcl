# The account that owns one bucket: the bucket, its rules and the role that S3 assumes.

include "root" {
  path = find_in_parent_folders("root.hcl")
}

locals {
  shared  = read_terragrunt_config(find_in_parent_folders("buckets.hcl")).locals
  live    = dirname(find_in_parent_folders("root.hcl"))
  replica = read_terragrunt_config("${local.live}/${dirname(local.shared.replicas_in)}/account.hcl").locals
  region  = read_terragrunt_config("${local.live}/${local.shared.replicas_in}/region.hcl").locals.region
  key     = basename(get_terragrunt_dir())
  name    = "${local.shared.prefix}-${local.key}"
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}/../../../modules//source"
}

# Until that account is applied, a plan here knows all of it but the id of its key.
dependency "destination" {
  config_path = "${local.live}/${local.shared.replicas_in}/.terragrunt-stack/${local.key}"

  mock_outputs_allowed_terraform_commands = ["destroy", "plan", "validate"]
  mock_outputs = {
    account_id  = local.replica.id
    bucket_name = "${local.name}-replica"
    kms_key_arn = "arn:${local.replica.partition}:kms:${local.region}:${local.replica.id}:key/00000000-0000-0000-0000-000000000000"
    region      = local.region
  }
}

inputs = {
  bucket = {
    name          = local.name
    kms           = {}
    force_destroy = local.shared.force_destroy
  }

  destinations = {
    replica = {
      bucket_name = dependency.destination.outputs.bucket_name
      account_id  = dependency.destination.outputs.account_id
      region      = dependency.destination.outputs.region
      kms_key     = { arn = dependency.destination.outputs.kms_key_arn }
    }
  }

  rules = { for id, rule in local.shared.buckets[local.key].rules : id => merge(rule, { destination = "replica" }) }

  # Named here, because the other account's policies name it too.
  role = { name = "${local.name}-replication" }
}
