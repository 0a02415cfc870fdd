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

  # Writers lock the versions that they must keep; here the module sets no default retention.
  source_bucket = {
    name          = "${var.name}-source"
    object_lock   = {}
    force_destroy = var.force_destroy
  }

  # Keeps versions that arrive without a lock for at least one day.
  destination_bucket = {
    name          = "${var.name}-destination"
    object_lock   = { default_retention = { mode = "GOVERNANCE", days = 1 } }
    force_destroy = var.force_destroy
  }

  rules = {
    everything = { priority = 1, delete_markers = true }
  }
}
