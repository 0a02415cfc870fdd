provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "test"
  region = var.destination_region

  assume_role {
    role_arn = var.destination_role_arn
  }
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.test }

  source_bucket = { name = "${var.name}-production", kms = {}, force_destroy = var.force_destroy }

  destination_bucket = {
    name          = "${var.name}-test"
    kms           = {}
    force_destroy = var.force_destroy
  }

  # What production deletes, the tests keep until it expires.
  rules = {
    catalogue = { priority = 1, delete_markers = false, prefix = "catalogue/", storage_class = "ONEZONE_IA" }
    chosen    = { priority = 2, delete_markers = false, tags = { test-copy = "yes" }, storage_class = "ONEZONE_IA" }
  }

  tags = { project = var.name, data = "production" }
}

module "test_operations" {
  source    = "../../modules/bucket-operations"
  providers = { aws = aws.test }

  bucket_name = module.replication.destination_bucket_id

  # Days since the object was written in production, not since it arrived.
  lifecycle_rules = {
    copies  = { expire_after = 30, expire_noncurrent_after = 1, abort_uploads_after = 1 }
    markers = { remove_expired_delete_markers = true }
  }
}
