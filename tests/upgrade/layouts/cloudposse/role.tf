# The role belongs to the source's side there.

variable "role_permissions" {
  type    = string
  default = null
}

resource "aws_iam_role" "replication" {
  count = var.replication == null ? 0 : 1

  name = "${var.name}-replication"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_policy" "replication" {
  count = var.replication == null ? 0 : 1

  name   = "${var.name}-replication"
  policy = var.role_permissions
}

resource "aws_iam_role_policy_attachment" "replication" {
  count = var.replication == null ? 0 : 1

  role       = aws_iam_role.replication[0].name
  policy_arn = aws_iam_policy.replication[0].arn
}

output "replication_role_arn" {
  value = one(aws_iam_role.replication[*].arn)
}

output "versioned_bucket_name" {
  value = aws_s3_bucket_versioning.default[0].bucket
}
