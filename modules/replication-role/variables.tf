variable "source_bucket" {
  description = <<-EOT
    The bucket that is read. `object_lock`: whether it has Object Lock, whose retention and legal hold the role must then read.
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
    The buckets that are written, keyed by a name of your choice. `kms_key`: encrypts the replicas of KMS objects. `delete_markers`: whether
    a rule replicates delete markers there. `owner_override`: whether replicas change their owner to the destination's account.
  EOT
  type = map(object({
    bucket_name    = string
    region         = string
    kms_key        = optional(object({ arn = string }))
    delete_markers = bool
    owner_override = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = length(var.destinations) > 0
    error_message = "destinations is empty; name at least one bucket that the role may write to."
  }
}

variable "role" {
  description = <<-EOT
    The role that S3 assumes. By default one is created, named after the source bucket; `name`, `path` and `permissions_boundary` (ARN of
    a policy) shape it; changing name or path replaces it. `existing.arn`: use a role of your own, which needs the output policy_json;
    `add_policy` adds it as an inline policy beside the role's own, and takes only that one away again.
    `restrict_trust`: let S3 assume it for this account and bucket only (aws:SourceAccount, aws:SourceArn); AWS does not state that S3
    sends these keys for replication, so try it before relying on it.
  EOT
  type = object({
    existing             = optional(object({ arn = string, add_policy = optional(bool, false) }))
    name                 = optional(string)
    path                 = optional(string, "/")
    permissions_boundary = optional(string)
    restrict_trust       = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    condition     = var.role.name == null || can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role.name))
    error_message = "role.name ${jsonencode(var.role.name)} must have 1 to 64 letters, digits and characters of +=,.@_-; leave it out and the module makes a fitting one from the source bucket's name."
  }

  validation {
    condition     = can(regex("^/([!-~]{1,510}/)?$", var.role.path))
    error_message = "role.path ${jsonencode(var.role.path)} must begin and end with \"/\", as \"/replication/\" does."
  }

  validation {
    condition     = var.role.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.role.permissions_boundary))
    error_message = "role.permissions_boundary ${jsonencode(var.role.permissions_boundary)} must be the ARN of a managed policy (arn:PARTITION:iam::ACCOUNT:policy/NAME)."
  }

  validation {
    condition     = var.role.existing == null ? true : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/", var.role.existing.arn))
    error_message = "role.existing.arn must be the ARN of a role (arn:PARTITION:iam::ACCOUNT:role/NAME); S3 assumes neither users nor groups."
  }

  validation {
    condition     = var.role.existing == null ? true : !strcontains(var.role.existing.arn, ":role/aws-service-role/")
    error_message = "role.existing.arn is a service-linked role, which S3 replication cannot use; name a role that trusts s3.amazonaws.com."
  }

  validation {
    condition = var.role.existing == null || alltrue([
      var.role.name == null, var.role.path == "/", var.role.permissions_boundary == null, !var.role.restrict_trust,
    ])
    error_message = "role.existing stands beside name, path, permissions_boundary or restrict_trust, which shape a role that the module creates; remove them or remove existing."
  }
}

variable "tags" {
  description = "Tags of the role."
  type        = map(string)
  default     = {}
  nullable    = false
}
