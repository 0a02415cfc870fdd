variable "bucket" {
  description = <<-EOT
    The bucket that receives replicas, versioned and private. `existing`: null creates it; else the module takes over what `manage` lists
    (see modules/bucket). `kms`: null is SSE-S3, `{}` creates a key, `existing.arn` takes one, `replica_of.arn` makes a replica of one;
    replicas of KMS objects need a key here. `object_lock`: enables Object Lock. `force_destroy`: destroying the bucket deletes its objects.
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

variable "sources" {
  description = <<-EOT
    Roles of other accounts that replicate into the bucket, keyed by a name of your choice. `delete_markers`: whether their rules
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
  description = "Tags of the bucket and the created key."
  type        = map(string)
  default     = {}
  nullable    = false
}
