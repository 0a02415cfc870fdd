provider "aws" {
  region = var.left_region
}

provider "aws" {
  alias  = "right"
  region = var.right_region
}

locals {
  # Changes of tags, ACL and lock made on a replica go back too; S3 wants this on both sides.
  rule = { priority = 1, delete_markers = true, replica_modifications = true }
}

module "left" {
  source = "../../modules/source"

  bucket = { name = "${var.name}-left", kms = {}, force_destroy = var.force_destroy }

  destinations = {
    right = {
      bucket_name = module.right.receiving_bucket_name
      account_id  = module.right.account_id
      region      = module.right.region
      kms_key     = { arn = module.right.kms_key_arn }
    }
  }

  rules = { to-right = merge(local.rule, { destination = "right" }) }
}

module "right" {
  source    = "../../modules/source"
  providers = { aws = aws.right }

  bucket = { name = "${var.name}-right", kms = {}, force_destroy = var.force_destroy }

  destinations = {
    left = {
      bucket_name = module.left.receiving_bucket_name
      account_id  = module.left.account_id
      region      = module.left.region
      kms_key     = { arn = module.left.kms_key_arn }
    }
  }

  rules = { to-left = merge(local.rule, { destination = "left" }) }
}
