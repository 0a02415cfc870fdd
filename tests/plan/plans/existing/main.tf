# Buckets that exist: first applied together with before.tf.txt, then planned without it, and with the replication taken out of the state.
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
  region            = "eu-west-1"
  s3_use_path_style = true
}

resource "aws_s3_bucket" "source" {
  bucket = "existing-source"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  bucket = aws_s3_bucket.source.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.source.key_id
    }
  }
}

resource "aws_kms_key" "source" {
  deletion_window_in_days = 7
}

resource "aws_s3_bucket" "destination" {
  bucket = "existing-destination"
}

resource "aws_iam_role" "replication" {
  name               = "existing"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }] })
}

removed {
  from = aws_iam_policy.forgotten

  lifecycle {
    destroy = false
  }
}
