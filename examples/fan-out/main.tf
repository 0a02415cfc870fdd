provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "near"
  region = var.near_region
}

provider "aws" {
  alias  = "far"
  region = var.far_region
}

module "near" {
  source    = "../../modules/destination"
  providers = { aws = aws.near }

  bucket = { name = "${var.name}-near", force_destroy = var.force_destroy }
}

module "far" {
  source    = "../../modules/destination"
  providers = { aws = aws.far }

  bucket = { name = "${var.name}-far", force_destroy = var.force_destroy }
}

module "source" {
  source = "../../modules/source"

  bucket = { name = "${var.name}-source", force_destroy = var.force_destroy }

  destinations = {
    near = module.near.as_destination
    far  = module.far.as_destination
  }

  rules = {
    all-to-near = { destination = "near", priority = 1, delete_markers = true }
    tax-to-far  = { destination = "far", priority = 2, delete_markers = false, prefix = "tax/", storage_class = "STANDARD_IA" }
  }
}
