resource "aws_iam_policy" "replication" {
  name   = "${var.name}-replication"
  policy = local.role_permissions
}

resource "aws_iam_policy_attachment" "replication" {
  name       = "${var.name}-replication"
  roles      = [aws_iam_role.replication.name]
  policy_arn = aws_iam_policy.replication.arn
}
