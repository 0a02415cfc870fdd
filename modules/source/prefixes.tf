locals {
  # By destination: the prefixes of the keys that its rules choose, "" for every key.
  _chosen = { for key in keys(local._asked) : key => distinct(concat(
    [for rule in values(var.rules) : rule.prefix == null ? "" : rule.prefix if rule.destination == key], tolist(var.role.additional_prefixes),
  )) }

  # A prefix that another one covers grants nothing more.
  _shortest = { for key, all in local._chosen : key => [
    for prefix in all : prefix if !anytrue([for other in all : other != prefix && startswith(prefix, other)])
  ] }

  # What a policy can say: a role's inline policies have at most 10,240 characters, of Latin text, and aws_iam_policy_document reads "&{" as
  # the beginning of a variable. Three statements may list each prefix, with the bucket's ARN.
  # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  # https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
  _fits      = sum(concat([0], [for prefix in flatten(values(local._shortest)) : 80 + length(prefix)])) <= 2000
  _writeable = { for key, prefixes in local._shortest : key => alltrue([for prefix in prefixes : can(regex("^[ -~]+$", prefix)) && !strcontains(prefix, "&{")]) }

  # By destination: what the role may write there; null means every key.
  _prefixes = { for key, prefixes in local._shortest : key => local._fits && local._writeable[key] ? toset(prefixes) : null }

  # Prefixes of the bucket's present rules that the role could no longer write to any destination.
  _lost_prefixes = [for present in module.bucket.present_prefixes : present if !anytrue([
    for prefixes in values(local._prefixes) : prefixes == null ? true : anytrue([for prefix in prefixes : startswith(present, prefix)])
  ])]
}
