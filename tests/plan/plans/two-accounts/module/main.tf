terraform {
  required_providers {
    aws = { source = "hashicorp/aws", configuration_aliases = [aws.x, aws.y] }
  }
}
variable "role" { type = object({ arn = string }) }
variable "src" {}
variable "dst" {}
data "aws_caller_identity" "me" { provider = aws.x }
data "aws_region" "me" { provider = aws.x }
resource "aws_s3_bucket_replication_configuration" "this" {
  provider = aws.x
  bucket   = var.src
  role     = var.role.arn
  dynamic "rule" {
    for_each = var.dst
    content {
      id       = "all"
      status   = "Enabled"
      priority = 1
      filter {}
      delete_marker_replication { status = "Disabled" }
      destination {
        bucket = rule.value.arn
        encryption_configuration { replica_kms_key_id = rule.value.key }
      }
      source_selection_criteria {
        sse_kms_encrypted_objects { status = "Enabled" }
      }
    }
  }
}
output "role" { value = var.role.arn }
