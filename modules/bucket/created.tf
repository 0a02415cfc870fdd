# Remembers whether the module created the bucket. With `existing`, Terraform would destroy a created bucket, and with force_destroy its
# objects too. No resource of such a bucket is left in the configuration to refuse that, so this one does. It calls no API.
resource "terraform_data" "created" {
  input = var.existing == null

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = var.existing == null || !self.output
      error_message = "bucket.existing of \"${var.name}\" is set, but the module created this bucket, and Terraform would destroy it. Remove existing. If another configuration takes the bucket over, first remove the bucket from the state with terraform state rm (docs/changing.md)."
    }
  }
}
