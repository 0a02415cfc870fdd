provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region
}

data "aws_caller_identity" "current" {}

module "access_logs" {
  source = "../../modules/bucket"

  name          = "${var.name}-logs"
  reports_from  = { source = { bucket_name = "${var.name}-source", account_id = data.aws_caller_identity.current.account_id } }
  force_destroy = var.force_destroy
  tags          = { team = "orders" }
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket      = { name = "${var.name}-source", force_destroy = var.force_destroy }
  destination_bucket = { name = "${var.name}-destination", force_destroy = var.force_destroy }

  rules = {
    orders = { priority = 2, delete_markers = true, prefix = "orders/", metrics = true, rtc = true } # within 15 minutes, billed by the GB
    others = { priority = 1, delete_markers = true, metrics = true }
  }

  tags = { team = "orders" }
}

module "source_operations" {
  source = "../../modules/bucket-operations"

  bucket_name = module.replication.source_bucket_id
  access_log  = { bucket_name = module.access_logs.name }
}

module "access_logs_operations" {
  source = "../../modules/bucket-operations"

  bucket_name     = module.access_logs.id
  lifecycle_rules = { keep-a-quarter = { expire_after = 90, abort_uploads_after = 7 } }
}

# Failures show in the source's Region, delays in the destination's.
module "monitoring_source" {
  source = "../../modules/monitoring"

  rules          = module.replication.monitored_rules
  topic          = { name = "${var.name}-replication" }
  queue          = { name = "${var.name}-replication" }
  dashboard_name = "${var.name}-replication"
  tags           = { team = "orders" }
}

module "monitoring_destination" {
  source    = "../../modules/monitoring"
  providers = { aws = aws.destination }

  rules  = module.replication.monitored_rules
  alarms = { latency = 600 }
  topic  = { name = "${var.name}-replication" }
  queue  = { name = "${var.name}-replication" }
  tags   = { team = "orders" }
}
