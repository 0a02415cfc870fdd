variable "bucket" {
  description = <<-EOT
    The bucket whose objects are replicated, versioned and private. `existing`: null creates it; else the module takes over what `manage`
    lists (see modules/bucket). `kms`: null is SSE-S3, `{}` creates a key, `existing.arn` takes one, `replica_of.arn` makes a replica of
    one; its objects then replicate too. `object_lock`: enables Object Lock. `force_destroy`: destroying the bucket deletes its objects.
    `allow_sse_c`, `access_log`, `inventory`, `lifecycle_rules` and `archive_tiers`: see modules/bucket.
  EOT
  type = object({
    name          = string
    force_destroy = optional(bool, false)
    existing = optional(object({
      manage      = optional(set(string), ["versioning"])
      policy_json = optional(string)
    }))
    kms = optional(object({
      existing                = optional(object({ arn = string, policy_json = optional(string) }))
      replica_of              = optional(object({ arn = string }))
      bucket_key              = optional(bool)
      dsse                    = optional(bool, false)
      deletion_window_in_days = optional(number, 30)
      rotation_period_in_days = optional(number)
      multi_region            = optional(bool, false)
    }))
    object_lock = optional(object({
      default_retention = optional(object({
        mode  = string
        days  = optional(number)
        years = optional(number)
      }))
    }))
    allow_sse_c = optional(bool, false)
    access_log = optional(object({
      bucket_name = string
      prefix      = optional(string)
    }))
    inventory = optional(object({
      bucket_name = string
      account_id  = optional(string)
      prefix      = optional(string)
      frequency   = optional(string, "Weekly")
      format      = optional(string, "Parquet")
    }))
    lifecycle_rules = optional(map(object({
      prefix                        = optional(string)
      expire_after                  = optional(number)
      expire_noncurrent_after       = optional(number)
      keep_noncurrent_versions      = optional(number)
      abort_uploads_after           = optional(number)
      remove_expired_delete_markers = optional(bool, false)
      transitions                   = optional(map(number), {})
      noncurrent_transitions        = optional(map(number), {})
    })), {})
    archive_tiers = optional(map(number), {})
  })
  nullable = false
}

variable "account" {
  description = "The provider's account, for the policies. null (default) looks it up, which is one request to STS for each bucket and plan; `id` saves it."
  type        = object({ id = string })
  default     = null
}

variable "additional_kms_key_arns" {
  description = "Keys besides the bucket's own whose objects are replicated too: earlier default keys, keys that writers choose."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.additional_kms_key_arns : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))])
    error_message = "additional_kms_key_arns ${jsonencode([for arn in var.additional_kms_key_arns : arn if !can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))])}: give ARNs of keys (arn:PARTITION:kms:REGION:ACCOUNT:key/ID); an alias or a bare id grants nothing in a policy."
  }
}

variable "destinations" {
  description = <<-EOT
    Buckets that receive replicas, keyed by a name that rules use. Take the values from the outputs of modules/destination, so that
    replication waits until they can receive. `kms_key`: encrypts replicas of KMS objects. `object_lock`: whether the bucket has it.
    `owner_override`: replicas change their owner to the destination's account; needed where that bucket still has ACLs.
  EOT
  type = map(object({
    bucket_name    = string
    account_id     = string
    region         = string
    kms_key        = optional(object({ arn = string }))
    object_lock    = optional(bool, false)
    owner_override = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = alltrue([for destination in values(var.destinations) : !can(regex("[:/]", destination.bucket_name))])
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if can(regex("[:/]", destination.bucket_name))])}.bucket_name is not a bucket's name: give neither an ARN nor an access point nor a path, only the name of a general purpose bucket."
  }

  validation {
    condition     = alltrue([for destination in values(var.destinations) : can(regex("^[0-9]{12}$", destination.account_id))])
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if !can(regex("^[0-9]{12}$", destination.account_id))])}.account_id must be twelve digits in quotes; a number loses its leading zeros."
  }

  validation {
    condition     = alltrue([for destination in values(var.destinations) : destination.kms_key == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", destination.kms_key.arn))])
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if destination.kms_key == null ? false : !can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", destination.kms_key.arn))])}.kms_key.arn must be the ARN of a key (arn:PARTITION:kms:REGION:ACCOUNT:key/ID); S3 looks an alias or bare id up in the wrong account."
  }

  validation {
    condition     = alltrue([for destination in values(var.destinations) : destination.kms_key == null ? true : !startswith(destination.kms_key.arn, "arn:") || element(split(":", destination.kms_key.arn), 3) == destination.region])
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if destination.kms_key == null ? false : element(split(":", destination.kms_key.arn), 3) != destination.region])}.kms_key is in another Region than the bucket; S3 encrypts replicas with a key of the bucket's own Region, so name one there."
  }

  validation {
    condition     = length(distinct([for destination in values(var.destinations) : destination.bucket_name])) == length(var.destinations)
    error_message = "destinations ${jsonencode(keys(var.destinations))} name one bucket twice; keep one entry per bucket and point several rules at it."
  }

  validation {
    # Here and not at rules: those must not depend on the destination, whose policies need the role's name.
    condition     = alltrue([for rule in values(var.rules) : contains(keys(var.destinations), rule.destination)])
    error_message = "rules${jsonencode([for id, rule in var.rules : id if !contains(keys(var.destinations), rule.destination)])}.destination is no key of destinations; use one of ${jsonencode(keys(var.destinations))}."
  }

  validation {
    condition     = alltrue([for key in keys(var.destinations) : contains([for rule in values(var.rules) : rule.destination], key)])
    error_message = "destinations${jsonencode([for key in keys(var.destinations) : key if !contains([for rule in values(var.rules) : rule.destination], key)])} is in no rule, so nothing would be replicated there; give it a rule (enabled = false pauses one) or remove it."
  }

  validation {
    condition     = alltrue([for destination in values(var.destinations) : can(regex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", destination.region))])
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if !can(regex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", destination.region))])}.region is no Region's code such as \"eu-west-1\"; the role may use the replicas' key, and alarms are set, by it."
  }
}

variable "role" {
  description = <<-EOT
    The role that S3 assumes. By default one is created, named after the source bucket; `name`, `path` and `permissions_boundary` (ARN of
    a policy) shape it; changing name or path replaces it. `existing.arn`: use a role of your own, with the permissions of the output
    replication_role_policy_json or with `add_policy`, which adds them as a policy beside its own. `restrict_trust`: S3 may assume it for
    this account and bucket only (see modules/replication-role).
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
}

variable "sources" {
  description = <<-EOT
    For two-way replication: roles of other accounts that replicate into the bucket, keyed by a name of your choice. `delete_markers`: whether their rules
    replicate delete markers. `kms_objects`: whether they replicate KMS objects, for which they may use the bucket's key.
    `owner_override`: whether they change the owner of replicas. A role of the bucket's own account needs no entry.
  EOT
  type = map(object({
    role_arn       = string
    delete_markers = bool
    kms_objects    = optional(bool, false)
    owner_override = optional(bool, false)
  }))
  default  = {}
  nullable = false
}

variable "tags" {
  description = "Tags of the bucket, the created key and the created role."
  type        = map(string)
  default     = {}
  nullable    = false
}
