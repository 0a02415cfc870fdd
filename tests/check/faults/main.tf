# A pair for every fault of faults.yaml (the tests write it as faults.json), in one configuration, so that one plan shows them all.
terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}

provider "aws" {
  alias                       = "source"
  region                      = "us-east-1"
  access_key                  = "plan"
  secret_key                  = "plan"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

provider "aws" {
  alias                       = "destination"
  region                      = "eu-west-1"
  access_key                  = "plan"
  secret_key                  = "plan"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

module "pair" {
  source   = "./pair"
  for_each = { for fault in jsondecode(file("${path.module}/faults.json")) : fault.id => lookup(fault, "pair", {}) }

  providers = {
    aws.source      = aws.source
    aws.destination = aws.destination
  }

  name  = each.key
  fault = each.value
}
