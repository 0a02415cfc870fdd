data "aws_iam_policy_document" "this" {
  source_policy_documents   = var.existing == null ? [] : compact([var.existing.policy_json])
  override_policy_documents = length(var.sources) > 0 ? [data.aws_iam_policy_document.replicas.json] : []

  statement {
    sid       = "DenyRequestsWithoutTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.arn, "${local.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = contains(local._managed, "policy") ? 1 : 0

  bucket = var.existing == null ? aws_s3_bucket.this[0].bucket : var.name
  policy = data.aws_iam_policy_document.this.json

  # S3 answers 409 to simultaneous changes of one bucket's policy and public access block.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
