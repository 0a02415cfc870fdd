# One call of the module per pair, every pair with a key on each side.
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
  region = "us-east-1"
}

provider "aws" {
  alias  = "destination"
  region = "eu-west-1"

  # Without a role both sides are in one account.
  dynamic "assume_role" {
    for_each = var.destination_role_arn[*]

    content {
      role_arn = assume_role.value
    }
  }
}

variable "pairs" {
  description = "Number of pairs."
  type        = number
}

variable "destination_role_arn" {
  description = "Role that Terraform assumes in the destination's account; null keeps both sides in one account."
  type        = string
  default     = null
}

variable "account_ids" {
  description = "As the module takes it."
  type        = object({ source = string, destination = string })
  default     = null
}

module "pair" {
  source    = "../../.."
  for_each  = toset([for number in range(var.pairs) : format("%03d", number)])
  providers = { aws.source = aws, aws.destination = aws.destination }

  account_ids        = var.account_ids
  source_bucket      = { name = "bench-module-${each.key}-source", kms = {}, force_destroy = true }
  destination_bucket = { name = "bench-module-${each.key}-destination", kms = {}, force_destroy = true }

  rules = {
    everything = { priority = 1, delete_markers = true, metrics = true, rtc = true }
  }
}
