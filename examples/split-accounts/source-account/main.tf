provider "aws" {
  region = var.region
}

module "source" {
  source = "../../../modules/source"

  bucket       = { name = var.bucket_name, kms = {}, force_destroy = var.force_destroy }
  destinations = { backup = var.destination }
  role         = { name = var.role_name } # agreed with the destination's account

  rules = {
    everything = { destination = "backup", priority = 1, delete_markers = true }
  }
}
