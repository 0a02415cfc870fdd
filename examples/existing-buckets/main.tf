provider "aws" {
  region = var.source_region
}

provider "aws" {
  alias  = "destination"
  region = var.destination_region

  assume_role {
    role_arn = var.destination_role_arn
  }
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket = { name = aws_s3_bucket.source.bucket, existing = {} } # versioning only
  destination_bucket = {
    name = aws_s3_bucket.destination.bucket
    existing = {
      manage         = ["versioning", "policy"]
      policy_json    = data.aws_iam_policy_document.today.json
      compare_policy = false # true, the default, in the first apply: it warns if the bucket has other statements
    }
  }

  role           = { existing = { arn = aws_iam_role.storage.arn, add_policy = true } }
  owner_override = true # the destination may still have ACLs

  rules = {
    everything = { priority = 1, delete_markers = true }
  }
}
