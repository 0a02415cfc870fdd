locals {
  _creates_key = var.kms == null ? false : var.kms.existing == null

  kms_key_arn = var.kms == null ? null : local._creates_key ? one(aws_kms_key.this[*].arn) : var.kms.existing.arn
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:In a key policy "*" is this key, and the account's own policies must be able to manage it
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key
  count = local._creates_key ? 1 : 0

  source_policy_documents = length(local._kms_sources) > 0 ? [data.aws_iam_policy_document.replicas_key.json] : []

  # Without it nobody could manage the key: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
  statement {
    sid       = "DelegateToAccount"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${local.account_id}:root"]
    }
  }
}

resource "aws_kms_key" "this" {
  count = local._creates_key ? 1 : 0

  description             = "Default encryption of bucket ${var.name}"
  policy                  = data.aws_iam_policy_document.key[0].json
  deletion_window_in_days = var.kms.deletion_window_in_days
  enable_key_rotation     = true
  rotation_period_in_days = var.kms.rotation_period_in_days
  multi_region            = var.kms.multi_region
  tags                    = var.tags
}
