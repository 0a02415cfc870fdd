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

  source_bucket      = { name = "${var.name}-source", force_destroy = var.force_destroy }
  destination_bucket = { name = "${var.name}-destination", force_destroy = var.force_destroy }

  # Where several rules match an object, the one with the highest priority decides.
  rules = {
    everything-else = {
      priority       = 1
      delete_markers = true
      storage_class  = "STANDARD_IA"
    }
    tax = {
      priority       = 10
      delete_markers = false # a deleted tax record stays readable in the copy
      prefix         = "tax/"
    }
    to-keep = {
      priority       = 20
      delete_markers = false # S3 replicates no delete markers by tag
      tags           = { keep = "yes" }
      storage_class  = "GLACIER_IR"
    }
    audited-payments = {
      priority       = 30
      delete_markers = false
      prefix         = "payments/"
      tags           = { audited = "yes", year = "2026" }
    }
    scratch = {
      priority       = 40
      delete_markers = false
      prefix         = "scratch/"
      enabled        = false
    }
  }
}
