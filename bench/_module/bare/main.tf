# The floor: as many resources as cost Terraform and AWS the least.
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

variable "resources" {
  description = "Number of roles."
  type        = number
}

resource "aws_iam_role" "bare" {
  count = var.resources

  name = "bench-bare-${count.index}"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}
