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

  rules = {
    everything = { priority = 1, delete_markers = true }
  }

  tags = { team = "storage" }
}

module "reports" {
  source = "../../modules/bucket"

  name          = "${var.name}-reports"
  force_destroy = var.force_destroy
  tags          = { team = "storage" }
}

module "reports_operations" {
  source = "../../modules/bucket-operations"

  bucket_name     = module.reports.id
  lifecycle_rules = { keep-a-quarter = { expire_after = 90, abort_uploads_after = 7 } }
}

module "batch_replication" {
  source = "../../modules/batch-replication"

  source_bucket_name = module.replication.source_bucket_name
  report             = { bucket_name = module.reports.name }
  tags               = { team = "storage" }
}
