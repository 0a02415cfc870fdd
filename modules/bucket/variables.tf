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
  description = "The provider's account, for the policies. null (default) looks it up, which is one request to STS for each bucket and plan; `id` saves it."
  type        = object({ id = string })
  default     = null

  validation {
    condition     = var.account == null ? true : can(regex("^[0-9]{12}$", var.account.id))
    error_message = "account.id of \"${var.name}\" (account_ids of a pair) must be twelve digits in quotes, not ${jsonencode(try(var.account.id, null))}; a number loses its leading zeros."
  }
}

variable "existing" {
  description = <<-EOT
    null (default): the module creates the bucket. An object: the bucket exists and the module takes over only what `manage` lists:
    `versioning` (default), `public_access`, `ownership`, `encryption`, `object_lock`, `policy`. With `policy`, give today's policy in
    `policy_json` ("{}" if it has none): its statements are kept and the module's are added. Replication must be told what is not
    listed too: `kms.existing` where objects are under a key, `object_lock = {}` where the bucket has Object Lock.
  EOT
  type = object({
    manage      = optional(set(string), ["versioning"])
    policy_json = optional(string)
  })
  default = null

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
    error_message = "bucket.existing.policy_json of \"${var.name}\" is not a JSON object; give the bucket's present policy as it stands, or \"{}\" if it has none."
  }

  validation {
    # https://repost.aws/knowledge-center/s3-invalid-principal-in-policy-error
    condition = var.existing == null ? true : var.existing.policy_json == null ? true : !anytrue(flatten([
      for statement in try(flatten([jsondecode(var.existing.policy_json).Statement]), []) : [
        for principal in try(flatten([statement.Principal.AWS]), []) : can(regex("^A(RO|ID)A[0-9A-Z]+$", principal))
      ]
    ]))
    error_message = "bucket.existing.policy_json of \"${var.name}\" admits a role or user that is gone (AROA... or AIDA... in a Principal), and S3 takes no such policy again. Remove that statement, or name the role or user that is there now."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket also deletes every object version in it. Loses data."
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
    null (default): SSE-S3. An object: SSE-KMS by default. `{}` creates a key (billed per month); `existing.arn` uses the given one.
    With its present policy in `existing.policy_json` the statements for `sources` are added to it and the others kept; taking that
    out again, or destroying, leaves the policy as it is. `replica_of.arn` creates a replica of a multi-Region key of another Region.
    `bucket_key` (default true, or false with `dsse`) lowers the number of KMS requests. `dsse` encrypts in two layers (DSSE-KMS).
    `deletion_window_in_days` is of a created key or replica, `rotation_period_in_days` and `multi_region` are of a created key.
  EOT
  type = object({
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
    condition = var.kms == null ? true : var.kms.existing == null ? true : (
      can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms.existing.arn))
    )
    error_message = "bucket.kms.existing.arn of \"${var.name}\" must be the ARN of a key (arn:PARTITION:kms:REGION:ACCOUNT:key/ID). A bare key id or an alias is looked up in the caller's account, and policies cannot name it."
  }

  validation {
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
    condition = var.kms == null ? true : var.kms.existing == null ? true : var.kms.existing.policy_json == null ? true : try(
      length(flatten([jsondecode(var.kms.existing.policy_json).Statement])) > 0 && alltrue([
        for statement in flatten([jsondecode(var.kms.existing.policy_json).Statement]) : can(statement.Principal) || can(statement.NotPrincipal)
    ]), false)
    error_message = "bucket.kms.existing.policy_json of \"${var.name}\" is not a key's policy, which is a JSON object with at least one statement, each with a Principal. Give the key's present policy as it stands (aws kms get-key-policy --query Policy --output text), or leave policy_json out."
  }

  validation {
    # KMS shows a principal that is gone likewise, and takes none that does not exist: the page above.
    condition = var.kms == null ? true : var.kms.existing == null ? true : var.kms.existing.policy_json == null ? true : !anytrue(flatten([
      for statement in try(flatten([jsondecode(var.kms.existing.policy_json).Statement]), []) : [
        for principal in try(flatten([statement.Principal.AWS]), []) : can(regex("^A(RO|ID)A[0-9A-Z]+$", principal))
      ]
    ]))
    error_message = "bucket.kms.existing.policy_json of \"${var.name}\" admits a role or user that is gone (AROA... or AIDA... in a Principal), and KMS takes no policy that names one. Remove that principal from it, or leave policy_json out."
  }

  validation {
    condition = var.kms == null ? true : var.kms.replica_of == null ? true : (
      can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/mrk-[A-Za-z0-9-]+$", var.kms.replica_of.arn))
    )
    error_message = "bucket.kms.replica_of.arn of \"${var.name}\" must be the ARN of a multi-Region primary key (arn:PARTITION:kms:REGION:ACCOUNT:key/mrk-ID); KMS replicates no other, and a key cannot become multi-Region later."
  }

  validation {
    condition = var.kms == null ? true : 1 >= length([
      for given in [var.kms.existing != null, var.kms.replica_of != null, var.kms.multi_region || var.kms.rotation_period_in_days != null] : given if given
    ])
    error_message = "bucket.kms of \"${var.name}\" names more than one key: multi_region and rotation_period_in_days shape a created key (a replica rotates with its primary), existing takes a given one, replica_of makes a replica. Keep one of these."
  }

  validation {
    condition     = var.kms == null ? true : !var.kms.dsse || !coalesce(var.kms.bucket_key, false)
    error_message = "bucket.kms of \"${var.name}\": S3 has no bucket keys for DSSE-KMS; remove bucket_key or set dsse = false."
  }

  validation {
    condition     = var.kms == null ? true : var.kms.deletion_window_in_days >= 7 && var.kms.deletion_window_in_days <= 30
    error_message = "bucket.kms.deletion_window_in_days of \"${var.name}\" must lie between 7 and 30."
  }

  validation {
    condition = var.kms == null ? true : var.kms.rotation_period_in_days == null ? true : (
      var.kms.rotation_period_in_days >= 90 && var.kms.rotation_period_in_days <= 2560
    )
    error_message = "bucket.kms.rotation_period_in_days of \"${var.name}\" must lie between 90 and 2560."
  }
}

variable "object_lock" {
  description = <<-EOT
    null (default): no Object Lock. An object: Object Lock is enabled, for good. `default_retention` (mode GOVERNANCE or COMPLIANCE, and
    either days or years) also locks every new version that has no lock of its own; nobody can shorten COMPLIANCE.
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
    error_message = "bucket.object_lock of \"${var.name}\": existing.manage must have \"object_lock\" where, and only where, object_lock shall replace the existing bucket's setting, its default retention included. Add it, or leave default_retention out: object_lock = {} then says that the bucket has Object Lock, and changes nothing."
  }
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

  validation {
    condition     = alltrue([for source in values(var.sources) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?]+$", source.role_arn))])
    error_message = "sources${jsonencode([for key, source in var.sources : key if !can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?]+$", source.role_arn))])}.role_arn must be the ARN of the replication role (arn:PARTITION:iam::ACCOUNT:role/NAME, the account with all its twelve digits, and no wildcard, which would admit other roles)."
  }

  validation {
    condition     = length(distinct([for key in keys(var.sources) : title(replace(key, "/[^0-9A-Za-z]/", ""))])) == length(var.sources)
    error_message = "sources has keys that differ in punctuation or the first capital only (${join(", ", keys(var.sources))}); a policy statement's id has letters and digits only, so make them differ in these."
  }

  validation {
    condition     = var.kms != null || !anytrue([for source in values(var.sources) : source.kms_objects])
    error_message = "sources${jsonencode([for key, source in var.sources : key if source.kms_objects])}.kms_objects is true but bucket.kms is null: replicas of KMS objects need a key in the destination's account and Region. Set bucket.kms = {} or set kms_objects = false."
  }

  validation {
    # Without BucketOwnerEnforced the replicas would belong to the source's account, unreadable here.
    condition = var.existing == null ? true : (
      contains(var.existing.manage, "ownership") || alltrue([for source in values(var.sources) : source.owner_override])
    )
    error_message = "sources${jsonencode([for key, source in var.sources : key if !source.owner_override])}: who owns replicas in the existing bucket \"${var.name}\" is open; set owner_override = true, or add \"ownership\" to bucket.existing.manage, which turns the bucket's ACLs off."
  }
}

variable "tags" {
  description = "Tags of the bucket and the created key."
  type        = map(string)
  default     = {}
  nullable    = false
}
