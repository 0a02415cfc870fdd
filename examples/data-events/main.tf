provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region
}

data "aws_caller_identity" "current" {}

module "logs" {
  source = "../../modules/bucket"

  name          = "${var.name}-logs"
  trails_from   = { writes = { trail_name = "${var.name}-writes", account_id = data.aws_caller_identity.current.account_id } }
  force_destroy = var.force_destroy
  tags          = { team = "audit" }
}

module "logs_operations" {
  source = "../../modules/bucket-operations"

  bucket_name     = module.logs.id
  lifecycle_rules = { keep-a-year = { expire_after = 365, abort_uploads_after = 7 } }
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket      = { name = "${var.name}-source", force_destroy = var.force_destroy }
  destination_bucket = { name = "${var.name}-destination", force_destroy = var.force_destroy }

  rules = { everything = { priority = 1, delete_markers = true, metrics = true } }
  tags  = { team = "audit" }
}

# Alarms with their topics are in examples/rtc-monitoring.
module "monitoring" {
  source = "../../modules/monitoring"

  rules       = module.replication.monitored_rules
  alarms      = null
  data_events = { trail_name = "${var.name}-writes", log_bucket_name = module.logs.name } # each write is billed
  tags        = { team = "audit" }
}
