# Nothing in the plan tells the account of the two providers, nor the Region of the second.
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
  region = "eu-west-1"
}

provider "aws" {
  alias = "second"
}

resource "aws_s3_bucket" "first" {
  bucket = "unknown-account-first"
}

resource "aws_kms_key" "second" {
  provider = aws.second
}

resource "aws_iam_role" "first" {
  name               = "unknown-account"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "first" {
  role   = aws_iam_role.first.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
