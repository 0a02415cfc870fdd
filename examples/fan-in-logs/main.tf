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

  # Each writer logs under its own prefix. Otherwise objects with the same key from two buckets would become versions of one object.
  rules = {
    logs = { destination = "logs", priority = 1, delete_markers = false, prefix = "${each.key}/" }
  }
}
