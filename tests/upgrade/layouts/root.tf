# What stays its user's own: providers and keys.

variable "name" {
  type = string
}

variable "destination_role_arn" {
  type    = string
  default = null
}

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "dublin"
  region = "eu-west-1"

  dynamic "assume_role" {
    for_each = var.destination_role_arn[*]

    content {
      role_arn = assume_role.value
    }
  }
}

data "aws_caller_identity" "source" {}

data "aws_caller_identity" "destination" {
  provider = aws.dublin
}

resource "aws_kms_key" "source" {}

resource "aws_kms_key" "destination" {
  provider = aws.dublin

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for id in toset([data.aws_caller_identity.source.account_id, data.aws_caller_identity.destination.account_id]) : {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

locals {
  role_permissions = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:Get*", "s3:ListBucket"], Resource = ["arn:aws:s3:::${var.name}", "arn:aws:s3:::${var.name}/*"] },
      { Effect = "Allow", Action = "s3:Replicate*", Resource = "arn:aws:s3:::${var.name}-dublin/*" },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], Resource = [aws_kms_key.source.arn, aws_kms_key.destination.arn] },
    ]
  })
}
