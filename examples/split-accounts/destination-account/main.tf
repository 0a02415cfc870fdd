provider "aws" {
  region = var.region
}

module "destination" {
  source = "../../../modules/destination"

  bucket = { name = var.bucket_name, kms = {}, force_destroy = var.force_destroy }

  # The role does not have to exist yet; its ARN is built from its name.
  sources = {
    reports = {
      role_arn       = var.source_role_arn
      delete_markers = true
      kms_objects    = true
    }
  }
}
