locals {
  # Statements for the roles of other accounts, which the bucket's and the key's policies must admit.
  _sids = { for key, source in var.sources : key => title(replace(key, "/[^0-9A-Za-z]/", "")) }

  # Naming the role itself would fail before it exists and break when it is created anew (S3 stores its unique id); naming its account under
  # a condition on the role's ARN does neither, and admits nobody else.
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
      resources = ["${local.arn}/*"]

      principals {
        type        = "AWS"
        identifiers = [local._roots[statement.key]]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:PrincipalArn"
        values   = [statement.value.role_arn]
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
        values   = [statement.value.role_arn]
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
