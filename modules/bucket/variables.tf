variable "name" {
  description = "Name of the bucket. Changing it replaces the bucket."
  type        = string
  nullable    = false

  validation {
    condition     = !startswith(var.name, "arn:")
    error_message = "bucket.name \"${var.name}\" is an ARN; give the bucket's name alone, the part after \":::\"."
  }

  validation {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    condition = startswith(var.name, "arn:") || alltrue([
      can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.name)),
      !strcontains(var.name, ".."),
      !can(regex("^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$", var.name)),
      !can(regex("^(xn--|sthree-|amzn-s3-demo-)", var.name)),
    ])
    error_message = "bucket.name \"${var.name}\" is not a bucket name: use 3 to 63 lower-case letters, digits, hyphens and single dots, beginning and ending with a letter or digit, not shaped like an IP address and without the reserved beginnings xn--, sthree- and amzn-s3-demo-."
  }

  validation {
    condition     = !can(regex("(--x-s3|--table-s3|-s3alias|--ol-s3|[.]mrap)$", var.name))
    error_message = "bucket.name \"${var.name}\" names a directory bucket, a table bucket or an access point; S3 replicates general purpose buckets only, so name one of those."
  }
}

variable "account" {
  description = "The provider's account, for the policies. null (default) looks it up with one request to STS for each bucket and plan; set `id` to save the request."
  type        = object({ id = string })
  default     = null

  validation {
    condition     = var.account == null ? true : can(regex("^[0-9]{12}$", var.account.id))
    error_message = "account.id of \"${var.name}\" (account_ids of a pair) must be twelve digits in quotes, not ${jsonencode(try(var.account.id, null))}; a number loses its leading zeros."
  }
}

variable "existing" {
  description = <<-EOT
    null (default): the module creates the bucket. An object: the bucket exists, and the module sets only what `manage` lists: `versioning`
    (default), `public_access`, `ownership`, `encryption`, `object_lock`, `policy`. Terraform refuses to destroy these settings: to destroy
    the module, or to remove an item from `manage`, run `terraform state rm` first (docs/changing.md). With `policy`, give the bucket's
    present policy in `policy_json` ("{}" if it has none); the module keeps its statements and adds its own. `compare_policy` warns if the
    bucket has statements that policy_json lacks. Set it to false after the first apply: Terraform reports the read as a change in every
    plan, and later differences show in the plan itself. Describe settings that `manage` does not list: `kms.existing` if a key encrypts the
    objects, `object_lock = {}` if the bucket has Object Lock.
  EOT
  type = object({
    manage         = optional(set(string), ["versioning"])
    policy_json    = optional(string)
    compare_policy = optional(bool, true)
  })
  default = null

  validation {
    # Only a bucket of an account regional namespace may have this ending. Creating one requires a header that provider 5.100 does not send: the page above.
    condition     = !endswith(var.name, "-an") || var.existing != null
    error_message = "bucket.name \"${var.name}\" ends with -an, which S3 reserves for account regional namespaces, and the module cannot create a bucket in one. Choose another name, or create the bucket elsewhere and set existing = {}."
  }

  validation {
    condition = var.existing == null ? true : length(setsubtract(
      var.existing.manage, ["encryption", "object_lock", "ownership", "policy", "public_access", "versioning"],
    )) == 0
    error_message = "bucket.existing.manage of \"${var.name}\" has an entry that is not allowed; use any of \"versioning\", \"public_access\", \"ownership\", \"encryption\", \"object_lock\" and \"policy\"."
  }

  validation {
    condition     = var.existing == null ? true : contains(var.existing.manage, "policy") == (var.existing.policy_json != null)
    error_message = "bucket.existing of \"${var.name}\": \"policy\" in manage and policy_json belong together. Give the bucket's present policy in policy_json (\"{}\" if it has none) and add \"policy\" to manage, or leave both out and add the output bucket_policy_json to the policy yourself."
  }

  validation {
    condition     = var.existing == null ? true : var.existing.policy_json == null ? true : can(keys(jsondecode(var.existing.policy_json)))
    error_message = "bucket.existing.policy_json of \"${var.name}\" is not a JSON object; give the bucket's present policy unchanged, or \"{}\" if it has none."
  }

  validation {
    # https://repost.aws/knowledge-center/s3-invalid-principal-in-policy-error
    condition = var.existing == null ? true : var.existing.policy_json == null ? true : !anytrue(flatten([
      for statement in try(flatten([jsondecode(var.existing.policy_json).Statement]), []) : [
        for principal in try(flatten([statement.Principal.AWS]), []) : can(regex("^A(RO|ID)A[0-9A-Z]+$", principal))
      ]
    ]))
    error_message = "bucket.existing.policy_json of \"${var.name}\" allows a role or user that no longer exists (AROA... or AIDA... in a Principal), and S3 accepts no such policy. Remove that statement, or name the role or user that exists now."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket also deletes all object versions in it. This loses data."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy || var.existing == null
    error_message = "bucket.force_destroy of \"${var.name}\" has no effect on an existing bucket, which the module never deletes; remove force_destroy or existing."
  }
}

variable "kms" {
  description = <<-EOT
    null (default): SSE-S3. An object: SSE-KMS by default. `{}` creates a key (billed per month). `existing.arn` uses a given key; with
    its present policy in `existing.policy_json`, the module adds the statements for `sources` and keeps the others. The policy stays
    when you remove policy_json or destroy the module. `replica_of.arn` creates a replica of a multi-Region key of another Region.
    `key` is the name of the key within this module (default "default"): another name creates another key, and the present one must then
    move to retired_kms_keys. `bucket_key` (default true, or false with `dsse`) lowers the number of KMS requests. `dsse` encrypts in two
    layers (DSSE-KMS). `deletion_window_in_days` applies to a created key or replica, `rotation_period_in_days` and `multi_region` to a
    created key.
  EOT
  type = object({
    key                     = optional(string, "default")
    existing                = optional(object({ arn = string, policy_json = optional(string) }))
    replica_of              = optional(object({ arn = string }))
    bucket_key              = optional(bool)
    dsse                    = optional(bool, false)
    deletion_window_in_days = optional(number, 30)
    rotation_period_in_days = optional(number)
    multi_region            = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.kms == null ? true : !var.kms.dsse || !coalesce(var.kms.bucket_key, false)
    error_message = "bucket.kms of \"${var.name}\": S3 has no bucket keys for DSSE-KMS; remove bucket_key or set dsse = false."
  }
}

variable "retired_kms_keys" {
  description = <<-EOT
    Keys that `kms` used earlier and that objects still use, keyed by the name they had in `kms.key` (the first one is "default"), with the
    values they had in `kms`. The module keeps a created key, and the replication role can still use it. Remove an entry when the key
    encrypts no object version any more: the module then schedules a created key for deletion.
  EOT
  type = map(object({
    existing                = optional(object({ arn = string, policy_json = optional(string) }))
    replica_of              = optional(object({ arn = string }))
    deletion_window_in_days = optional(number, 30)
    rotation_period_in_days = optional(number)
    multi_region            = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = var.kms == null ? true : !contains(keys(var.retired_kms_keys), var.kms.key)
    error_message = "bucket.kms.key \"${try(var.kms.key, "")}\" of \"${var.name}\" is also a name in retired_kms_keys; each key requires its own name. Give kms.key another name, or remove that entry from retired_kms_keys."
  }

  validation {
    condition     = alltrue([for days in concat(var.kms[*].deletion_window_in_days, values(var.retired_kms_keys)[*].deletion_window_in_days) : days >= 7 && days <= 30])
    error_message = "bucket.kms.deletion_window_in_days of \"${var.name}\" (or that of an entry of retired_kms_keys) must be from 7 to 30."
  }

  validation {
    condition     = alltrue([for days in concat(var.kms[*].rotation_period_in_days, values(var.retired_kms_keys)[*].rotation_period_in_days) : days == null ? true : days >= 90 && days <= 2560])
    error_message = "bucket.kms.rotation_period_in_days of \"${var.name}\" (or that of an entry of retired_kms_keys) must be from 90 to 2560."
  }
}

variable "object_lock" {
  description = <<-EOT
    null (default): no Object Lock. An object enables Object Lock, on a new or an existing bucket. S3 cannot turn it off again, so the
    module refuses to remove it. `default_retention` (mode GOVERNANCE or COMPLIANCE, and either days or years) also locks every new version
    that its writer does not lock. Nobody can shorten a COMPLIANCE retention.
  EOT
  type = object({
    default_retention = optional(object({
      mode  = string
      days  = optional(number)
      years = optional(number)
    }))
  })
  default = null

  validation {
    condition = var.object_lock == null ? true : var.object_lock.default_retention == null ? true : (
      contains(["COMPLIANCE", "GOVERNANCE"], var.object_lock.default_retention.mode)
    )
    error_message = "bucket.object_lock.default_retention.mode of \"${var.name}\" must be \"GOVERNANCE\" or \"COMPLIANCE\"."
  }

  validation {
    condition = var.object_lock == null ? true : var.object_lock.default_retention == null ? true : alltrue([
      (var.object_lock.default_retention.days == null) != (var.object_lock.default_retention.years == null),
      coalesce(var.object_lock.default_retention.days, var.object_lock.default_retention.years, 0) >= 1,
    ])
    error_message = "bucket.object_lock.default_retention of \"${var.name}\" needs either days or years, a number of at least 1, and not both."
  }

  validation {
    condition = var.existing == null ? true : (
      contains(var.existing.manage, "object_lock") ? var.object_lock != null : var.object_lock == null ? true : var.object_lock.default_retention == null
    )
    error_message = "bucket.object_lock of \"${var.name}\": existing.manage must have \"object_lock\" if, and only if, object_lock replaces the existing bucket's setting, its default retention included. Add it, or leave default_retention out: object_lock = {} then says that the bucket has Object Lock, and changes nothing."
  }
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

  validation {
    condition     = length([for key, source in var.sources : key if !alltrue([for arn in concat([source.role_arn], source.retired_role_arns) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?$]+$", arn))])]) == 0
    error_message = "sources${jsonencode([for key, source in var.sources : key if !alltrue([for arn in concat([source.role_arn], source.retired_role_arns) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?$]+$", arn))])])}.role_arn (and each of retired_role_arns) must be the ARN of a replication role (arn:PARTITION:iam::ACCOUNT:role/NAME, the account with all its twelve digits). A wildcard or a policy variable ($) would allow other roles; name each role."
  }

  validation {
    condition     = length([for key, source in var.sources : key if source.prefixes == null ? false : length(source.prefixes) == 0]) == 0
    error_message = "sources${jsonencode([for key, source in var.sources : key if source.prefixes == null ? false : length(source.prefixes) == 0])}.prefixes is empty, so the role could write nothing. List prefixes, or leave it out to allow every key."
  }

  validation {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    condition     = length([for key, source in var.sources : key if source.prefixes == null ? false : !alltrue([for prefix in source.prefixes : can(regex("^[^*?$]+$", prefix))])]) == 0
    error_message = "sources${jsonencode([for key, source in var.sources : key if source.prefixes == null ? false : !alltrue([for prefix in source.prefixes : can(regex("^[^*?$]+$", prefix))])])}.prefixes has an entry that is empty or has *, ? or $, which a policy reads as a wildcard or a variable. Write the beginning of the keys only, such as \"logs/\"."
  }

  validation {
    condition     = length(distinct([for key in keys(var.sources) : title(replace(key, "/[^0-9A-Za-z]/", ""))])) == length(var.sources)
    error_message = "sources has keys that differ in punctuation or the first capital only (${join(", ", keys(var.sources))}); a policy statement's id has letters and digits only. Rename the keys so that their letters or digits differ."
  }

  validation {
    condition     = var.kms != null || length([for key, source in var.sources : key if source.kms_objects]) == 0
    error_message = "sources${jsonencode([for key, source in var.sources : key if source.kms_objects])}.kms_objects is true but bucket.kms is null: replicas of KMS objects need a key in the destination's account and Region. Set bucket.kms = {} or set kms_objects = false."
  }

  validation {
    # Without BucketOwnerEnforced the replicas would belong to the source's account, unreadable here.
    condition = var.existing == null ? true : (
      contains(var.existing.manage, "ownership") || length([for key, source in var.sources : key if !source.owner_override]) == 0
    )
    error_message = "sources${jsonencode([for key, source in var.sources : key if !source.owner_override])}: the existing bucket \"${var.name}\" does not determine who owns the replicas. Set owner_override = true, or add \"ownership\" to bucket.existing.manage, which disables the bucket's ACLs."
  }
}

variable "settings_after" {
  description = "What must be in place before the default encryption and Object Lock change, such as the id of the replication configuration; null (default): nothing. The value itself is not used."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the bucket and the created keys."
  type        = map(string)
  default     = {}
  nullable    = false
}
