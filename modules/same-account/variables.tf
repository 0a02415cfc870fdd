variable "source_bucket" {
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

variable "destination_bucket" {
  description = <<-EOT
    The bucket that receives replicas, versioned and private; it takes what source_bucket takes. Replicas of KMS objects need `kms` here.
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

variable "rules" {
  description = <<-EOT
    Replication rules, keyed by their id. `priority`: where several rules match an object, the highest number wins. `delete_markers`:
    whether deletions without a version id replicate; not with tags. `prefix` and `tags` choose objects, both together as AND; neither
    means all. `storage_class` of the replicas: null keeps the object's. `metrics` and `rtc` (15 minutes' commitment; needs metrics) are
    billed. `replica_modifications`: changes of tags, ACL and lock made on replicas in the source bucket go back. `skip_kms_objects`:
    leave KMS objects out, without any sign. `enabled = false` pauses a rule.
  EOT
  type = map(object({
    priority              = number
    delete_markers        = bool
    enabled               = optional(bool, true)
    prefix                = optional(string)
    tags                  = optional(map(string), {})
    storage_class         = optional(string)
    metrics               = optional(bool, false)
    rtc                   = optional(bool, false)
    replica_modifications = optional(bool, false)
    skip_kms_objects      = optional(bool, false)
  }))
  nullable = false
}

variable "account_ids" {
  description = "The two providers' accounts, for the policies. null (default) looks them up, which is one request to STS for each bucket and plan; to give them saves it."
  type = object({
    source      = string
    destination = string
  })
  default = null
}

variable "additional_source_kms_key_arns" {
  description = "Keys besides the source bucket's own whose objects are replicated too: earlier default keys, keys that writers choose."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "owner_override" {
  description = "Whether replicas change their owner to the destination's account; needed where an existing destination still has ACLs."
  type        = bool
  default     = false
  nullable    = false
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

variable "tags" {
  description = "Tags of everything that is created."
  type        = map(string)
  default     = {}
  nullable    = false
}
