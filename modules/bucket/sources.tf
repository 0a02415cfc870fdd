locals {
  # Statements for the roles of other accounts, which the bucket's and the key's policies must allow.
  _sids = { for key, source in var.sources : key => title(replace(key, "/[^0-9A-Za-z]/", "")) }

  # A principal that names the role fails before the role exists, and stops matching when the role is created again (S3 stores its unique
  # id). So the principal is the role's account, with a condition on the role's ARN, which allows nobody else.
  _roots = { for key, source in var.sources : key => join(":", concat(slice(split(":", source.role_arn), 0, 5), ["root"])) }

  _kms_sources = { for key, source in var.sources : key => source if source.kms_objects }
}

data "aws_iam_policy_document" "replicas" {
  dynamic "statement" {
    for_each = var.sources

    content {
      sid = "ReplicasFrom${local._sids[statement.key]}"
      actions = concat(
        ["s3:ReplicateObject", "s3:ReplicateTags"],
        statement.value.delete_markers ? ["s3:ReplicateDelete"] : [],
        statement.value.owner_override ? ["s3:ObjectOwnerOverrideToBucketOwner"] : [],
      )
      resources = statement.value.prefixes == null ? ["${local.arn}/*"] : [for prefix in statement.value.prefixes : "${local.arn}/${prefix}*"]

      principals {
        type        = "AWS"
        identifiers = [local._roots[statement.key]]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:PrincipalArn"
        values   = concat([statement.value.role_arn], statement.value.retired_role_arns)
      }
    }
  }
}

data "aws_iam_policy_document" "replicas_key" {
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key
  dynamic "statement" {
    for_each = local._kms_sources

    content {
      sid       = "ReplicasFrom${local._sids[statement.key]}"
      actions   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = [local._roots[statement.key]]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:PrincipalArn"
        values   = concat([statement.value.role_arn], statement.value.retired_role_arns)
      }

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${data.aws_service.s3.region}.${data.aws_partition.current.dns_suffix}"]
      }

      # The context is the bucket's ARN with a bucket key and the object's without; each replica keeps its source object's setting.
      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values   = [local.arn, "${local.arn}/*"]
      }
    }
  }
}
