provider "aws" {
  region = var.region
}

locals {
  writers = toset(["api", "shop", "billing"])
}

module "logs" {
  source = "../../modules/destination"

  bucket = { name = "${var.name}-logs", force_destroy = var.force_destroy }
}

module "writer" {
  source   = "../../modules/source"
  for_each = local.writers

  bucket = { name = "${var.name}-${each.key}", force_destroy = var.force_destroy }

  destinations = {
    logs = module.logs.as_destination
  }

  # Writers log under a prefix of their own, or objects of one name from two buckets would become versions of each other.
  rules = {
    logs = { destination = "logs", priority = 1, delete_markers = false, prefix = "${each.key}/" }
  }
}
