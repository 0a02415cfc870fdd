# What someone writes by hand, without modules, for the same pairs: the same resources of both sides, one block each.
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

# Account ids for the key policies, looked up as most people do: once per account.
data "aws_caller_identity" "source" {}

data "aws_caller_identity" "destination" {
  provider = aws.destination
}

locals {
  pairs = { for number in range(var.pairs) : format("%03d", number) => "bench-flat-${format("%03d", number)}" }

  source_account      = data.aws_caller_identity.source.account_id
  destination_account = data.aws_caller_identity.destination.account_id
  two_accounts        = local.source_account != local.destination_account

  tls_only = {
    for name in flatten([for pair in values(local.pairs) : ["${pair}-source", "${pair}-destination"]]) : name => {
      Sid       = "DenyRequestsWithoutTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::${name}", "arn:aws:s3:::${name}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }
  }
}
