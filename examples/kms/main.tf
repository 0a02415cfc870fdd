provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region
}

resource "aws_kms_key" "shared" {
  #checkov:skip=CKV2_AWS_64:The default policy, which delegates to the account, is what this example wants
  description         = "Key of the company's data, managed outside the module"
  enable_key_rotation = true
}

resource "aws_kms_key" "retired" {
  #checkov:skip=CKV2_AWS_64:The default policy, which delegates to the account, is what this example wants
  description         = "Default key of earlier years, under which objects still are"
  enable_key_rotation = true
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket = {
    name          = "${var.name}-source"
    kms           = { existing = { arn = aws_kms_key.shared.arn } }
    force_destroy = var.force_destroy
  }

  # Objects that are copied or tagged again while under an older key replicate too.
  additional_source_kms_key_arns = [aws_kms_key.retired.arn]

  destination_bucket = {
    name          = "${var.name}-destination"
    kms           = { dsse = true }
    force_destroy = var.force_destroy
  }

  rules = {
    everything = { priority = 1, delete_markers = true }
  }
}
