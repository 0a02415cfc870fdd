terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.destination]
    }
  }
}

resource "aws_kms_key" "source" {}

resource "aws_kms_key" "destination" {
  provider = aws.destination
}

output "source_arn" {
  value = aws_kms_key.source.arn
}

output "destination_arn" {
  value = aws_kms_key.destination.arn
}

output "destination_id" {
  value = aws_kms_key.destination.key_id
}
