provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region
}

resource "aws_kms_key" "primary" {
  #checkov:skip=CKV2_AWS_64:The default policy, which delegates to the account, is what this example wants
  description         = "Key of the company's data, with a replica in each Region that holds some"
  multi_region        = true
  enable_key_rotation = true
  tags                = { data = "company" }
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket = {
    name          = "${var.name}-source"
    kms           = { existing = { arn = aws_kms_key.primary.arn } }
    force_destroy = var.force_destroy
  }

  destination_bucket = {
    name          = "${var.name}-destination"
    kms           = { replica_of = { arn = aws_kms_key.primary.arn } }
    force_destroy = var.force_destroy
  }

  rules = {
    everything = { priority = 1, delete_markers = true }
  }

  tags = { data = "company" }
}
