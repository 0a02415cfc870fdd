output "arn" {
  description = "ARN of the role, once its permissions are in place."
  value       = local.principal_arn

  depends_on = [aws_iam_role.this, aws_iam_role_policy.this]
}

output "policy_json" {
  description = "The permissions that replication needs, for a role of your own."
  value       = data.aws_iam_policy_document.permissions.json
}

output "principal_arn" {
  description = "ARN of the role for the policies of buckets and keys elsewhere, computed from its name; it waits for nothing."
  value       = local.principal_arn
}

output "trust_policy_json" {
  description = "The trust policy that replication needs, for a role of your own."
  value       = data.aws_iam_policy_document.trust.json
}
