# One module call for each feature whose permissions are proven minimal; features.yaml says what each promises.

terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  alias  = "source"
  region = "us-east-1"
}

provider "aws" {
  alias  = "elsewhere"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "destination"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"
  }
}

locals {
  # Keys are given by ARN: what a created key's policies say can be read only after apply, for its id is not known in the plan.
  source_key    = { existing = { arn = "arn:aws:kms:us-east-1:111111111111:key/11111111-1111-1111-1111-111111111111" } }
  elsewhere_key = { existing = { arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" } }
  other_key     = { existing = { arn = "arn:aws:kms:eu-west-1:222222222222:key/33333333-3333-3333-3333-333333333333" } }
  merged_key = {
    existing = {
      arn         = "arn:aws:kms:eu-west-1:222222222222:key/55555555-5555-5555-5555-555555555555"
      policy_json = jsonencode({ Version = "2012-10-17", Statement = [local.delegation] })
    }
  }
  delegation = { Sid = "Enable IAM User Permissions", Effect = "Allow", Principal = { AWS = "arn:aws:iam::222222222222:root" }, Action = "kms:*", Resource = "*" }
  old_key    = "arn:aws:kms:us-east-1:111111111111:key/44444444-4444-4444-4444-444444444444"

  objects = { everything = { priority = 1, delete_markers = false } }
  all     = { everything = { priority = 1, delete_markers = true } }
}

module "same_plain" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-plain-from" }
  destination_bucket = { name = "same-plain-to" }
  rules              = local.objects
}

module "same_markers" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-markers-from" }
  destination_bucket = { name = "same-markers-to" }
  rules              = local.all
}

module "same_filters" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-filters-from" }
  destination_bucket = { name = "same-filters-to" }
  rules = {
    logs  = { priority = 2, delete_markers = true, prefix = "logs/" }
    blue  = { priority = 1, delete_markers = false, tags = { team = "blue" } }
    green = { priority = 3, delete_markers = false, prefix = "docs/", tags = { team = "green" }, storage_class = "STANDARD_IA" }
  }
}

# Prefixes of every rule, with characters that IAM reads as wildcards and variables.
module "same_prefixes" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-prefixes-from" }
  destination_bucket = { name = "same-prefixes-to" }
  rules = {
    logs = { priority = 1, delete_markers = true, prefix = "logs/" }
    odd  = { priority = 2, delete_markers = true, prefix = "a*b?$${c}/" }
  }
}

module "same_lock" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-lock-from", object_lock = {} }
  destination_bucket = { name = "same-lock-to", object_lock = {} }
  rules              = local.objects
}

module "same_rtc" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-rtc-from" }
  destination_bucket = { name = "same-rtc-to" }
  rules              = { everything = { priority = 1, delete_markers = false, metrics = true, rtc = true } }
}

module "same_kms_source" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-kms-source-from", kms = local.source_key }
  destination_bucket = { name = "same-kms-source-to" }
  rules              = { everything = { priority = 1, delete_markers = false, skip_kms_objects = true } }
}

module "same_kms_destination" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-kms-destination-from" }
  destination_bucket = { name = "same-kms-destination-to", kms = local.elsewhere_key }
  rules              = local.objects
}

module "same_kms" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-kms-from", kms = local.source_key }
  destination_bucket = { name = "same-kms-to", kms = local.elsewhere_key }
  rules              = local.objects
}

module "same_old_keys" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket                  = { name = "same-old-keys-from", kms = local.source_key }
  additional_source_kms_key_arns = [local.old_key]
  destination_bucket             = { name = "same-old-keys-to", kms = local.elsewhere_key }
  rules                          = local.objects
}

module "same_created_keys" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-created-keys-from", kms = {} }
  destination_bucket = { name = "same-created-keys-to", kms = {} }
  rules              = local.objects
}

resource "aws_kms_key" "primary" {
  provider = aws.source

  multi_region = true
}

module "same_replica_key" {
  source    = "../../modules/same-account"
  providers = { aws.source = aws.source, aws.destination = aws.elsewhere }

  source_bucket      = { name = "same-replica-key-from", kms = { existing = { arn = aws_kms_key.primary.arn } } }
  destination_bucket = { name = "same-replica-key-to", kms = { replica_of = { arn = aws_kms_key.primary.arn } } }
  rules              = local.objects
}

module "cross_plain" {
  source    = "../../modules/cross-account"
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket      = { name = "cross-plain-from" }
  destination_bucket = { name = "cross-plain-to" }
  rules              = local.objects
}

module "cross_markers" {
  source    = "../../modules/cross-account"
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket      = { name = "cross-markers-from" }
  destination_bucket = { name = "cross-markers-to" }
  rules              = local.all
}

module "cross_lock" {
  source    = "../../modules/cross-account"
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket      = { name = "cross-lock-from", object_lock = {} }
  destination_bucket = { name = "cross-lock-to", object_lock = {} }
  rules              = local.all
}

# A destination of which the module leaves ACLs as they are.
resource "aws_s3_bucket" "with_acls" {
  provider = aws.destination

  bucket = "cross-override-to"
}

resource "aws_s3_bucket_ownership_controls" "with_acls" {
  provider = aws.destination

  bucket = aws_s3_bucket.with_acls.bucket

  rule {
    object_ownership = "ObjectWriter"
  }
}

module "cross_override" {
  source    = "../../modules/cross-account"
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket      = { name = "cross-override-from" }
  destination_bucket = { name = aws_s3_bucket.with_acls.bucket, existing = { manage = ["policy", "versioning"], policy_json = "{}" } }
  owner_override     = true
  rules              = local.objects
}

module "cross_kms" {
  source    = "../../modules/cross-account"
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket      = { name = "cross-kms-from", kms = local.source_key }
  destination_bucket = { name = "cross-kms-to", kms = local.other_key }
  rules              = local.all
}

module "cross_merged_key" {
  source    = "../../modules/cross-account"
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket      = { name = "cross-merged-key-from", kms = local.source_key }
  destination_bucket = { name = "cross-merged-key-to", kms = local.merged_key }
  rules              = local.objects
}

module "cross_created_keys" {
  source    = "../../modules/cross-account"
  providers = { aws.source = aws.source, aws.destination = aws.destination }

  source_bucket      = { name = "cross-created-keys-from", kms = {} }
  destination_bucket = { name = "cross-created-keys-to", kms = {} }
  rules              = local.objects
}

# Several destinations: one of the own account with delete markers, one of another with KMS.
module "fan_out_near" {
  source    = "../../modules/destination"
  providers = { aws = aws.elsewhere }

  bucket = { name = "fan-out-near" }
}

module "fan_out_far" {
  source    = "../../modules/destination"
  providers = { aws = aws.destination }

  bucket = { name = "fan-out-far", kms = local.other_key }
  sources = {
    fan_out = { role_arn = module.fan_out.principal_arn, delete_markers = false, kms_objects = true }
  }
}

module "fan_out" {
  source    = "../../modules/source"
  providers = { aws = aws.source }

  bucket = { name = "fan-out-from", kms = local.source_key }
  destinations = {
    near = { bucket_name = module.fan_out_near.bucket_name, account_id = module.fan_out_near.account_id, region = module.fan_out_near.region }
    far = {
      bucket_name = module.fan_out_far.bucket_name
      account_id  = module.fan_out_far.account_id
      region      = module.fan_out_far.region
      kms_key     = { arn = module.fan_out_far.kms_key_arn }
    }
  }
  rules = {
    near = { destination = "near", priority = 1, delete_markers = true, skip_kms_objects = true }
    far  = { destination = "far", priority = 2, delete_markers = false }
  }
}

# Several sources into one bucket of another account.
module "fan_in" {
  source    = "../../modules/destination"
  providers = { aws = aws.destination }

  bucket = { name = "fan-in-to" }
  sources = {
    first  = { role_arn = module.fan_in_first.principal_arn, delete_markers = true }
    second = { role_arn = module.fan_in_second.principal_arn, delete_markers = true }
  }
}

module "fan_in_first" {
  source    = "../../modules/source"
  providers = { aws = aws.source }

  bucket       = { name = "fan-in-first" }
  destinations = { logs = { bucket_name = module.fan_in.bucket_name, account_id = module.fan_in.account_id, region = module.fan_in.region } }
  rules        = { everything = { destination = "logs", priority = 1, delete_markers = true } }
}

module "fan_in_second" {
  source    = "../../modules/source"
  providers = { aws = aws.elsewhere }

  bucket       = { name = "fan-in-second" }
  destinations = { logs = { bucket_name = module.fan_in.bucket_name, account_id = module.fan_in.account_id, region = module.fan_in.region } }
  rules        = { everything = { destination = "logs", priority = 1, delete_markers = true } }
}

# Both ways; each side names the other by what is known of it, since neither can wait for the other.
module "two_way_first" {
  source    = "../../modules/source"
  providers = { aws = aws.source }

  bucket       = { name = "two-way-first" }
  destinations = { second = { bucket_name = "two-way-second", account_id = "111111111111", region = "eu-west-1" } }
  rules        = { everything = { destination = "second", priority = 1, delete_markers = true, replica_modifications = true } }
}

module "two_way_second" {
  source    = "../../modules/source"
  providers = { aws = aws.elsewhere }

  bucket       = { name = "two-way-second" }
  destinations = { first = { bucket_name = "two-way-first", account_id = "111111111111", region = "us-east-1" } }
  rules        = { everything = { destination = "first", priority = 1, delete_markers = true, replica_modifications = true } }
}

# Policies that no replication rests on, for test_narrow.py.
module "reports" {
  source    = "../../modules/bucket"
  providers = { aws = aws.source }

  name         = "reports"
  reports_from = { plain = { bucket_name = "same-plain-from", account_id = "111111111111" } }
  trails_from  = { data = { trail_name = "data", account_id = "111111111111", prefix = "trails" } }
}

module "confined_role" {
  source    = "../../modules/replication-role"
  providers = { aws = aws.source }

  source_bucket = { name = "confined-from", account_id = "111111111111", region = "us-east-1" }
  destinations  = { to = { bucket_name = "confined-to", account_id = "222222222222", region = "eu-west-1", delete_markers = true } }
  role          = { restrict_trust = true }
}

module "confined_source" {
  source    = "../../modules/bucket"
  providers = { aws = aws.destination }

  name    = "confined-to"
  sources = { confined = { role_arn = module.confined_role.principal_arn, delete_markers = true, prefixes = ["logs/"] } }
}

module "batch" {
  source    = "../../modules/batch-replication"
  providers = { aws = aws.source }

  source_bucket_name = "batch-from"
  report             = { bucket_name = "batch-reports", kms_key_arn = local.old_key }
}

module "batch_of_a_manifest" {
  source    = "../../modules/batch-replication"
  providers = { aws = aws.source }

  source_bucket_name = "manifest-from"
  manifest           = { bucket_name = "batch-reports", key = "lists/manifest.csv", etag = "60e460c9d1046e73f7dde5043ac3ae85" }
  report             = { bucket_name = "batch-reports" }
}

locals {
  watched = { everything = {
    rule_id = "everything", source_bucket_name = "watched-from", source_region = "us-east-1", destination_bucket_name = "watched-to", destination_region = "eu-west-1", rtc = false
  } }
}

module "topic_and_queue" {
  source    = "../../modules/monitoring"
  providers = { aws = aws.source }

  rules                  = local.watched
  leave_notifications_of = ["watched-from"]
  topic                  = { name = "events" }
  queue                  = { name = "events-of-the-topic" }
}

module "queue_alone" {
  source    = "../../modules/monitoring"
  providers = { aws = aws.source }

  rules                  = local.watched
  leave_notifications_of = ["watched-from"]
  queue                  = { name = "events-of-s3" }
}

output "other_key_statements" {
  description = "What the owner of the given destination key adds to its policy, by feature."
  value = {
    cross_kms = module.cross_kms.destination_kms_key_policy_json
    fan_out   = module.fan_out_far.kms_key_policy_json
  }
}
