provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region
}

data "aws_caller_identity" "current" {}

locals {
  # S3 does not replicate lifecycle actions, so each side has its own rules.
  cleaning  = { uploads = { abort_uploads_after = 7 }, markers = { remove_expired_delete_markers = true } }
  originals = { expire_after = 365, expire_noncurrent_after = 30, keep_noncurrent_versions = 2, transitions = { STANDARD_IA = 30, GLACIER_IR = 90 } }
  reports   = { keep-a-quarter = { expire_after = 90, abort_uploads_after = 7 } }
  replicas  = { expire_after = 2555, expire_noncurrent_after = 365 }
}

# S3 delivers an inventory to a bucket of the same Region.
module "source_reports" {
  source = "../../modules/bucket"

  name          = "${var.name}-source-reports"
  reports_from  = { source = { bucket_name = "${var.name}-source", account_id = data.aws_caller_identity.current.account_id } }
  force_destroy = var.force_destroy
}

module "destination_reports" {
  source    = "../../modules/bucket"
  providers = { aws = aws.destination }

  name          = "${var.name}-destination-reports"
  reports_from  = { copy = { bucket_name = "${var.name}-destination", account_id = data.aws_caller_identity.current.account_id } }
  force_destroy = var.force_destroy
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket      = { name = "${var.name}-source", force_destroy = var.force_destroy }
  destination_bucket = { name = "${var.name}-destination", force_destroy = var.force_destroy }

  rules = { everything = { priority = 1, delete_markers = true, storage_class = "INTELLIGENT_TIERING" } }
}

module "source_operations" {
  source = "../../modules/bucket-operations"

  bucket_name     = module.replication.source_bucket_id
  inventory       = { bucket_name = module.source_reports.name, frequency = "Daily" }
  lifecycle_rules = merge(local.cleaning, { originals = local.originals })
}

module "destination_operations" {
  source    = "../../modules/bucket-operations"
  providers = { aws = aws.destination }

  bucket_name     = module.replication.destination_bucket_id
  inventory       = { bucket_name = module.destination_reports.name, frequency = "Daily" }
  lifecycle_rules = merge(local.cleaning, { replicas = local.replicas })
  archive_tiers   = { ARCHIVE_ACCESS = 90, DEEP_ARCHIVE_ACCESS = 180 } # not at the source: S3 cannot replicate archived objects
}

module "source_reports_operations" {
  source = "../../modules/bucket-operations"

  bucket_name     = module.source_reports.id
  lifecycle_rules = local.reports
}

module "destination_reports_operations" {
  source    = "../../modules/bucket-operations"
  providers = { aws = aws.destination }

  bucket_name     = module.destination_reports.id
  lifecycle_rules = local.reports
}
