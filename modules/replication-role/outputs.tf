output "arn" {
  description = "ARN of the role, once its permissions are in place."
  value       = local.principal_arn

  depends_on = [aws_iam_role.this, aws_iam_role_policy.existing, aws_iam_role_policy.this]
}

output "policy_json" {
  description = "The permissions that replication needs, for a role of your own."
  value       = data.aws_iam_policy_document.permissions.json
}

output "principal_arn" {
  description = "ARN of the role for the policies of buckets and keys elsewhere, built from its name, so it is known at plan time."
  value       = local.principal_arn

  # The policies wait for the role, which refuses an account id that is not the provider's own.
  depends_on = [aws_iam_role.this]
}

output "retired_role_arns" {
  description = "ARNs of the retired roles, built from their names, so they are known at plan time."
  value       = local.retired_role_arns
}

output "trust_policy_json" {
  description = "The trust policy that replication needs, for a role of your own."
  value       = data.aws_iam_policy_document.trust.json
}
