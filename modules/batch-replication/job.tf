# The input of CreateJob: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
# Terraform has no resource for a job, and an apply should not start one.

locals {
  _filter = { for key, value in {
    EligibleForReplication    = true
    ObjectReplicationStatuses = length(var.filter.statuses) > 0 ? sort(var.filter.statuses) : null
    CreatedAfter              = var.filter.created_after
    CreatedBefore             = var.filter.created_before
    KeyNameConstraint         = var.filter.prefix == null ? null : { MatchAnyPrefix = [var.filter.prefix] }
  } : key => value if value != null }

  _generator = {
    ManifestGenerator = {
      S3JobManifestGenerator = {
        ExpectedBucketOwner  = data.aws_caller_identity.current.account_id
        SourceBucket         = local._source_arn
        EnableManifestOutput = true
        Filter               = local._filter
        ManifestOutputLocation = {
          ExpectedManifestBucketOwner = data.aws_caller_identity.current.account_id
          Bucket                      = local._report_arn
          ManifestPrefix              = "${var.report.prefix}/manifest"
          ManifestFormat              = "S3InventoryReport_CSV_20211130"
          ManifestEncryption          = jsondecode(var.report.kms_key_arn == null ? "{\"SSES3\":{}}" : jsonencode({ SSEKMS = { KeyId = var.report.kms_key_arn } }))
        }
      }
    }
  }

  _manifest = var.manifest == null ? null : {
    Manifest = {
      Spec = jsondecode(var.manifest.inventory
        ? jsonencode({ Format = "S3InventoryReport_CSV_20161130" })
        : jsonencode({ Format = "S3BatchOperations_CSV_20180820", Fields = ["Bucket", "Key", "VersionId"] })
      )
      Location = {
        ObjectArn = "${local._s3_arn}${var.manifest.bucket_name}/${var.manifest.key}"
        ETag      = var.manifest.etag
      }
    }
  }

  _job = merge(jsondecode(var.manifest == null ? jsonencode(local._generator) : jsonencode(local._manifest)), {
    AccountId            = data.aws_caller_identity.current.account_id
    ConfirmationRequired = var.confirmation_required
    Description          = "Replicate existing objects of ${var.source_bucket_name}"
    Operation            = { S3ReplicateObject = {} }
    Priority             = var.priority
    RoleArn              = local._role_arn
    Report = {
      Bucket      = local._report_arn
      Enabled     = true
      Format      = "Report_CSV_20180820"
      Prefix      = "${var.report.prefix}/report"
      ReportScope = var.report.failed_only ? "FailedTasksOnly" : "AllTasks"
    }
  })
}
