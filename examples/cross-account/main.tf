provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region

  assume_role {
    role_arn = var.destination_role_arn
  }
}

module "replication" {
  source    = "../.." # the providers' accounts differ, hence cross-account
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket      = { name = "${var.name}-source", kms = {}, force_destroy = var.force_destroy }
  destination_bucket = { name = "${var.name}-destination", kms = {}, force_destroy = var.force_destroy }

  rules = {
    everything = { priority = 1, delete_markers = true }
  }
}
