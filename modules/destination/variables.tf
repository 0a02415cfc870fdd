variable "bucket" {
  description = <<-EOT
    The destination bucket, versioned and private. `existing`: null creates the bucket; an object sets only what `manage`
    lists on an existing bucket. `kms`: null means SSE-S3, `{}` creates a key, `existing.arn` uses a given key, `replica_of.arn` creates a
    replica of a multi-Region key; replicas of KMS objects require a key here. `retired_kms_keys`: keys that `kms` used earlier and that
    objects still use. `object_lock`: an object enables Object Lock. `force_destroy`: destroying the bucket deletes all object versions in
    it. For details, and for `allow_sse_c`, see modules/bucket.
  EOT
  type = object({
    name          = string
    force_destroy = optional(bool, false)
    existing = optional(object({
      manage         = optional(set(string), ["versioning"])
      policy_json    = optional(string)
      compare_policy = optional(bool, true)
    }))
    kms = optional(object({
      key                     = optional(string, "default")
      existing                = optional(object({ arn = string, policy_json = optional(string) }))
      replica_of              = optional(object({ arn = string }))
      bucket_key              = optional(bool)
      dsse                    = optional(bool, false)
      deletion_window_in_days = optional(number, 30)
      rotation_period_in_days = optional(number)
      multi_region            = optional(bool, false)
    }))
    retired_kms_keys = optional(map(object({
      existing                = optional(object({ arn = string, policy_json = optional(string) }))
      replica_of              = optional(object({ arn = string }))
      deletion_window_in_days = optional(number, 30)
      rotation_period_in_days = optional(number)
      multi_region            = optional(bool, false)
    })), {})
    object_lock = optional(object({
      default_retention = optional(object({
        mode  = string
        days  = optional(number)
        years = optional(number)
      }))
    }))
    allow_sse_c = optional(bool, false)
  })
  nullable = false
}

variable "account" {
  description = "The provider's account, for the policies. null (default) looks it up with one request to STS for each bucket and plan; set `id` to save the request."
  type        = object({ id = string })
  default     = null
}

variable "sources" {
  description = <<-EOT
    Roles of other accounts that replicate into the bucket, keyed by a name of your choice. `retired_role_arns`: earlier roles of the
    same source, also allowed while the role is renamed. `prefixes`: the role may write only keys with these prefixes; null allows every
    key. `delete_markers`: its rules replicate delete markers. `kms_objects`: its rules replicate KMS objects, so the role may use the
    bucket's key. `owner_override`: its rules change the owner of replicas. A role of the bucket's own account needs no entry.
  EOT
  type = map(object({
    role_arn          = string
    retired_role_arns = optional(list(string), [])
    prefixes          = optional(set(string))
    delete_markers    = bool
    kms_objects       = optional(bool, false)
    owner_override    = optional(bool, false)
  }))
  default  = {}
  nullable = false
}

variable "tags" {
  description = "Tags of the bucket and the created keys."
  type        = map(string)
  default     = {}
  nullable    = false
}
