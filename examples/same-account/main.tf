provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket      = { name = "${var.name}-source", kms = {}, force_destroy = var.force_destroy }
  destination_bucket = { name = "${var.name}-destination", kms = {}, force_destroy = var.force_destroy }

  rules = {
    everything = { priority = 1, delete_markers = true }
  }
}
