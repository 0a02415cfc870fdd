variable "source_bucket" {
  description = <<-EOT
    The source bucket. `object_lock`: whether it has Object Lock; the role must then read retention and legal hold.
  EOT
  type = object({
    name        = string
    account_id  = string
    region      = string
    object_lock = optional(bool, false)
  })
  nullable = false
}

# Apart from source_bucket: the role's name must not depend on keys, whose policies may name the role.
variable "source_kms_key_arns" {
  description = "Keys of the objects to replicate; empty when no KMS object is replicated."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "destinations" {
  description = <<-EOT
    The buckets that the role writes to, keyed by a name of your choice. `account_id`: the account that owns the bucket; the role writes
    nothing into a bucket of that name in another account. `kms_key`: `arn` encrypts the replicas of KMS objects, `retired_arns` are keys
    that encrypted them earlier. `delete_markers`: whether a rule replicates delete markers there. `owner_override`: whether the
    destination's account becomes the owner of the replicas. `prefixes`: prefixes of the keys that the role may write; null (default)
    allows every key.
  EOT
  type = map(object({
    bucket_name    = string
    account_id     = string
    region         = string
    kms_key        = optional(object({ arn = string, retired_arns = optional(list(string), []) }))
    delete_markers = bool
    owner_override = optional(bool, false)
    prefixes       = optional(set(string))
  }))
  nullable = false

  validation {
    condition     = length(var.destinations) > 0
    error_message = "destinations is empty; name at least one bucket that the role may write to."
  }
}

variable "role" {
  description = <<-EOT
    The role that S3 assumes. By default the module creates one, named after the source bucket, with `name`, `path` and
    `permissions_boundary` (ARN of a policy). `retired`: roles that the rules used earlier, keyed by their names (not ARNs), each with its
    `path`; the module keeps the ones that it created, with all permissions, so that S3 can finish what it began with them. `existing =
    true` says that you own the retired role and keep its permissions. To rename the role, put the old name into `retired`, apply, and
    remove the entry when nothing is PENDING (docs/changing.md).
    `existing.arn`: use a role of your own. It requires the permissions of the output policy_json; `add_policy` adds them as an inline
    policy and does not change the role's other policies.
    `restrict_trust`: let S3 assume the role for this account and bucket only (aws:SourceAccount, aws:SourceArn). AWS does not state that
    S3 sends these keys for replication, so test it before you rely on it.
  EOT
  type = object({
    existing             = optional(object({ arn = string, add_policy = optional(bool, false) }))
    name                 = optional(string)
    path                 = optional(string, "/")
    permissions_boundary = optional(string)
    restrict_trust       = optional(bool, false)
    retired              = optional(map(object({ path = optional(string, "/"), existing = optional(bool, false) })), {})
  })
  default  = {}
  nullable = false

  validation {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    condition     = var.role.name == null || can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role.name))
    error_message = "role.name ${jsonencode(var.role.name)} must have 1 to 64 letters, digits and characters of +=,.@_-; if you leave it out, the module derives one from the source bucket's name."
  }

  validation {
    condition     = can(regex("^/([!-~]{1,510}/)?$", var.role.path)) && !can(regex("[*?$]", var.role.path))
    error_message = "role.path ${jsonencode(var.role.path)} must begin and end with \"/\", as \"/replication/\" does, and have no *, ? or $, which policies read as wildcards and variables."
  }

  validation {
    condition     = var.role.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.role.permissions_boundary))
    error_message = "role.permissions_boundary ${jsonencode(var.role.permissions_boundary)} must be the ARN of a managed policy (arn:PARTITION:iam::ACCOUNT:policy/NAME)."
  }

  validation {
    condition     = var.role.existing == null ? true : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?$]+$", var.role.existing.arn))
    error_message = "role.existing.arn must be the ARN of a role (arn:PARTITION:iam::ACCOUNT:role/NAME), without *, ? and $, which policies read as wildcards and variables; S3 assumes neither users nor groups."
  }

  validation {
    condition     = var.role.existing == null ? true : !strcontains(var.role.existing.arn, ":role/aws-service-role/")
    error_message = "role.existing.arn is a service-linked role, which S3 replication cannot use; name a role that trusts s3.amazonaws.com."
  }

  validation {
    condition = var.role.existing == null || alltrue([
      var.role.name == null, var.role.path == "/", var.role.permissions_boundary == null, !var.role.restrict_trust,
    ])
    error_message = "role.existing cannot be combined with name, path, permissions_boundary or restrict_trust, which apply to a role that the module creates; remove them or remove existing."
  }

  validation {
    condition     = length([for name, retired in var.role.retired : name if !can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", name)) || !can(regex("^/([!-~]{1,510}/)?$", retired.path)) || can(regex("[*?$]", retired.path))]) == 0
    error_message = "role.retired${jsonencode([for name, retired in var.role.retired : name if !can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", name)) || !can(regex("^/([!-~]{1,510}/)?$", retired.path)) || can(regex("[*?$]", retired.path))])}: each key must be the name of a role, not its ARN, and each path must begin and end with \"/\" and have no *, ? or $. Write role.retired = { NAME = { path = \"/PATH/\" } }."
  }
}

variable "tags" {
  description = "Tags of the role."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length([for key in keys(var.tags) : key if startswith(lower(key), "aws:")]) == 0
    error_message = "tags${jsonencode([for key in keys(var.tags) : key if startswith(lower(key), "aws:")])}: AWS reserves tag keys that begin with \"aws:\" and refuses them; rename or remove them."
  }
}
