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

  # Writers lock what they must; the module locks nothing by itself here.
  source_bucket = {
    name          = "${var.name}-source"
    object_lock   = {}
    force_destroy = var.force_destroy
  }

  # What arrives without a lock of its own is kept for a day at least.
  destination_bucket = {
    name          = "${var.name}-destination"
    object_lock   = { default_retention = { mode = "GOVERNANCE", days = 1 } }
    force_destroy = var.force_destroy
  }

  rules = {
    everything = { priority = 1, delete_markers = true }
  }
}
