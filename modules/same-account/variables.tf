variable "source_bucket" {
  description = <<-EOT
    The source bucket, versioned and private. `existing`: null creates the bucket; an object sets only what `manage`
    lists on an existing bucket. `kms`: null means SSE-S3, `{}` creates a key, `existing.arn` uses a given key, `replica_of.arn` creates a
    replica of a multi-Region key; objects that the key encrypts replicate too. `retired_kms_keys`: keys that `kms` used earlier and that
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

variable "destination_bucket" {
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

variable "rules" {
  description = <<-EOT
    Replication rules, keyed by their id. `priority`: if several rules match an object, the highest number wins. `delete_markers`:
    replicate delete markers; not allowed with tags. `prefix` and `tags` choose objects, which must match both; without them, the rule
    chooses all objects. `storage_class`: class of the replicas; null keeps the object's class. `metrics` and `rtc` (a commitment of 15
    minutes; requires metrics) are billed. `replica_modifications`: replicate changes of tags, ACL and lock that are made on replicas in
    the source bucket. `skip_kms_objects`: do not replicate KMS-encrypted objects; S3 reports no failure for them. `enabled = false`
    pauses a rule.
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
  description = <<-EOT
    The two providers' accounts, for the policies. null (default) looks them up with one request to STS for each bucket and plan; set them
    to save these requests. A wrong id fails the apply, but a policy of the destination may then already name a role of that account. Give
    each provider its id as allowed_account_ids too: Terraform then refuses credentials of another account in the plan.
  EOT
  type = object({
    source      = string
    destination = string
  })
  default = null
}

variable "additional_source_kms_key_arns" {
  description = "More keys whose objects replicate, in addition to the keys in source_bucket: earlier default keys, or keys that writers choose."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "owner_override" {
  description = "Whether the destination's account becomes the owner of the replicas. Required if an existing destination bucket still has ACLs enabled."
  type        = bool
  default     = false
  nullable    = false
}

variable "role" {
  description = <<-EOT
    The role that S3 assumes. By default the module creates one, named after the source bucket, with `name`, `path` and
    `permissions_boundary` (ARN of a policy). To rename it, put the old name into `retired` in the same apply (`retired = { OLD = {} }`):
    the module keeps a retired role, with all permissions, until you remove the entry (see modules/replication-role and docs/changing.md).
    `existing.arn`: use a role of your own. Give it the permissions of the output replication_role_policy_json, or set `add_policy` to add
    them as an inline policy. `additional_prefixes`: key prefixes that the role may write in addition to the prefixes of the rules; for
    the apply that changes a rule's prefix. `restrict_trust`: S3 may assume the role for this account and bucket only.
  EOT
  type = object({
    existing             = optional(object({ arn = string, add_policy = optional(bool, false) }))
    name                 = optional(string)
    path                 = optional(string, "/")
    permissions_boundary = optional(string)
    restrict_trust       = optional(bool, false)
    retired              = optional(map(object({ path = optional(string, "/"), existing = optional(bool, false) })), {})
    additional_prefixes  = optional(set(string), [])
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
