# The account that keeps the replicas of one bucket. It is applied first: all it needs of the source's account is the role's name.

include "root" {
  path = find_in_parent_folders("root.hcl")
}

locals {
  shared = read_terragrunt_config(find_in_parent_folders("buckets.hcl")).locals
  source = read_terragrunt_config("${dirname(find_in_parent_folders("root.hcl"))}/source/account.hcl").locals
  key    = basename(get_terragrunt_dir())
  name   = "${local.shared.prefix}-${local.key}"
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}/../../../modules//destination"
}

inputs = {
  bucket = {
    name          = "${local.name}-replica"
    kms           = {}
    force_destroy = local.shared.force_destroy
  }

  sources = {
    (local.key) = {
      role_arn       = "arn:${local.source.partition}:iam::${local.source.id}:role/${local.name}-replication"
      delete_markers = anytrue([for rule in values(local.shared.buckets[local.key].rules) : rule.delete_markers])
      kms_objects    = true
    }
  }
}
