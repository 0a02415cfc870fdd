output "job_json" {
  description = "The job, for `aws s3control create-job --cli-input-json` in the source's Region, once the role has its permissions."
  value       = jsonencode(local._job)

  depends_on = [aws_iam_role_policy.existing, aws_iam_role_policy.this]
}

output "policy_json" {
  description = "The permissions that the job needs, for a role of your own."
  value       = data.aws_iam_policy_document.permissions.json
}

output "role_arn" {
  description = "ARN of the job's role, once its permissions are in place."
  value       = local._role_arn

  depends_on = [aws_iam_role_policy.existing, aws_iam_role_policy.this]
}

output "trust_policy_json" {
  description = "The trust policy that the job needs, for a role of your own."
  value       = data.aws_iam_policy_document.trust.json
}
