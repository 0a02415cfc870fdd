variable "bucket" {
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

variable "account" {
  description = "The provider's account, for the policies. null (default) looks it up with one request to STS for each bucket and plan; set `id` to save the request."
  type        = object({ id = string })
  default     = null
}

variable "additional_kms_key_arns" {
  description = "More keys whose objects replicate, in addition to the keys in bucket: earlier default keys, or keys that writers choose."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length([for arn in var.additional_kms_key_arns : arn if !can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))]) == 0
    error_message = "additional_kms_key_arns ${jsonencode([for arn in var.additional_kms_key_arns : arn if !can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))])}: give ARNs of keys (arn:PARTITION:kms:REGION:ACCOUNT:key/ID); an alias or a bare id grants nothing in a policy."
  }
}

variable "destinations" {
  description = <<-EOT
    Buckets that receive replicas, keyed by a name that rules use. Take the values from the output as_destination of modules/destination,
    so that replication waits until the bucket can receive. `account_id`: the account that owns the bucket; a bucket of that name in
    another account receives nothing. `kms_key`: `arn` encrypts replicas of KMS objects, `retired_arns` are keys that encrypted them
    earlier; leave kms_key out if the bucket has no key. `object_lock`: whether the bucket has Object Lock. `owner_override`: the
    destination's account becomes the owner of the replicas; required if that bucket still has ACLs enabled.
  EOT
  type = map(object({
    bucket_name    = string
    account_id     = string
    region         = string
    kms_key        = optional(object({ arn = string, retired_arns = optional(list(string), []) }))
    object_lock    = optional(bool, false)
    owner_override = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = length([for key, destination in var.destinations : key if can(regex("[:/*?$]", destination.bucket_name))]) == 0
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if can(regex("[:/*?$]", destination.bucket_name))])}.bucket_name is not a bucket's name: give the name of a general purpose bucket, not an ARN, an access point, a path nor a wildcard."
  }

  validation {
    condition     = length([for key, destination in var.destinations : key if !can(regex("^[0-9]{12}$", destination.account_id))]) == 0
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if !can(regex("^[0-9]{12}$", destination.account_id))])}.account_id must be twelve digits in quotes; a number loses its leading zeros."
  }

  validation {
    condition     = length([for key, destination in var.destinations : key if destination.kms_key == null ? false : destination.kms_key.arn == null ? false : !can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", destination.kms_key.arn))]) == 0
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if destination.kms_key == null ? false : destination.kms_key.arn == null ? false : !can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", destination.kms_key.arn))])}.kms_key.arn must be the ARN of a key (arn:PARTITION:kms:REGION:ACCOUNT:key/ID); S3 looks an alias or bare id up in the wrong account."
  }

  validation {
    condition     = length([for key, destination in var.destinations : key if destination.kms_key == null ? false : destination.kms_key.arn == null ? false : element(split(":", destination.kms_key.arn), 3) != destination.region]) == 0
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if destination.kms_key == null ? false : destination.kms_key.arn == null ? false : element(split(":", destination.kms_key.arn), 3) != destination.region])}.kms_key is in another Region than the bucket; S3 encrypts replicas with a key of the bucket's Region only. Give a key of that Region."
  }

  validation {
    condition     = length([for key, destination in var.destinations : key if destination.kms_key == null ? false : destination.kms_key.arn == null]) == 0
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if destination.kms_key == null ? false : destination.kms_key.arn == null])}.kms_key has no arn. If the destination has no KMS key, set kms_key = null or leave it out, as the output as_destination of modules/destination does."
  }

  validation {
    condition     = length(distinct([for destination in values(var.destinations) : destination.bucket_name])) == length(var.destinations)
    error_message = "destinations ${jsonencode(keys(var.destinations))} name one bucket twice; keep one entry per bucket, which several rules can use."
  }

  validation {
    # Here and not at rules: those must not depend on the destination, whose policies need the role's name.
    condition     = length([for id, rule in var.rules : id if !contains(keys(var.destinations), rule.destination)]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if !contains(keys(var.destinations), rule.destination)])}.destination is not a key of destinations; use one of ${jsonencode(keys(var.destinations))}."
  }

  validation {
    condition     = length([for key in keys(var.destinations) : key if !contains([for rule in values(var.rules) : rule.destination], key)]) == 0
    error_message = "destinations${jsonencode([for key in keys(var.destinations) : key if !contains([for rule in values(var.rules) : rule.destination], key)])} is in no rule, so nothing would replicate there. Add a rule for it (enabled = false pauses a rule), or remove it."
  }

  validation {
    condition     = length([for key, destination in var.destinations : key if !can(regex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", destination.region))]) == 0
    error_message = "destinations${jsonencode([for key, destination in var.destinations : key if !can(regex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", destination.region))])}.region is not the code of a Region, such as \"eu-west-1\". The role's key permissions and the alarms depend on it, so correct it."
  }
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

variable "sources" {
  description = <<-EOT
    For two-way replication: roles of other accounts that replicate into the bucket, keyed by a name of your choice.
    `retired_role_arns`: earlier roles of the same source, also allowed while the role is renamed. `prefixes`: the role may write only
    keys with these prefixes; null allows every key. `delete_markers`: its rules replicate delete markers. `kms_objects`: its rules
    replicate KMS objects, so the role may use the bucket's key. `owner_override`: its rules change the owner of replicas. A role of the
    bucket's own account needs no entry.
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
  description = "Tags of the bucket, the created key and the created role."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length([for key in keys(var.tags) : key if startswith(lower(key), "aws:")]) == 0
    error_message = "tags${jsonencode([for key in keys(var.tags) : key if startswith(lower(key), "aws:")])}: AWS reserves tag keys that begin with \"aws:\" and refuses them; rename or remove them."
  }
}
