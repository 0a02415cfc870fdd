variable "allow_sse_c" {
  description = "Whether writers may encrypt with keys of their own (SSE-C). The bucket's policy refuses it by default, as S3 does on new buckets since April 2026; replication of such objects also needs it at the destination."
  type        = bool
  default     = false
  nullable    = false
}

variable "access_log" {
  description = "null (default): requests are not logged. An object: S3 logs them into bucket_name, of the same account and Region, under prefix. That bucket's policy must admit it (see reports_from)."
  type = object({
    bucket_name = string
    prefix      = optional(string)
  })
  default = null

  validation {
    condition     = var.access_log == null ? true : var.access_log.bucket_name != var.name
    error_message = "bucket.access_log.bucket_name of \"${var.name}\" is the bucket itself; each log would be logged again, and replicated. Name another bucket."
  }

  validation {
    condition     = var.access_log == null ? true : !can(regex("[:/]", var.access_log.bucket_name))
    error_message = "bucket.access_log.bucket_name of \"${var.name}\" must be a bucket's name, neither an ARN nor a path; put the path into prefix."
  }
}

variable "inventory" {
  description = <<-EOT
    null (default): none. An object: S3 lists all versions with their replication status, Daily or Weekly, as CSV, ORC or Parquet, into
    bucket_name of the same Region (account_id: its account, null for this one), under prefix. Billed by the million objects.
  EOT
  type = object({
    bucket_name = string
    account_id  = optional(string)
    prefix      = optional(string)
    frequency   = optional(string, "Weekly")
    format      = optional(string, "Parquet")
  })
  default = null

  validation {
    condition     = var.inventory == null ? true : contains(["Daily", "Weekly"], var.inventory.frequency)
    error_message = "bucket.inventory.frequency of \"${var.name}\" must be \"Daily\" or \"Weekly\"."
  }

  validation {
    condition     = var.inventory == null ? true : contains(["CSV", "ORC", "Parquet"], var.inventory.format)
    error_message = "bucket.inventory.format of \"${var.name}\" must be \"CSV\", \"ORC\" or \"Parquet\"."
  }

  validation {
    condition     = var.inventory == null ? true : var.inventory.bucket_name != var.name
    error_message = "bucket.inventory.bucket_name of \"${var.name}\" is the bucket itself; its policy admits no reports, S3 would deliver none, and each would be listed and replicated. Name another bucket of the Region, with this one in its reports_from."
  }

  validation {
    condition     = var.inventory == null ? true : !can(regex("[:/]", var.inventory.bucket_name))
    error_message = "bucket.inventory.bucket_name of \"${var.name}\" must be a bucket's name, neither an ARN nor a path; put the path into prefix."
  }

  validation {
    condition     = var.inventory == null ? true : var.inventory.account_id == null ? true : can(regex("^[0-9]{12}$", var.inventory.account_id))
    error_message = "bucket.inventory.account_id of \"${var.name}\" must be twelve digits in quotes; a number loses its leading zeros. Leave it out for the bucket's own account."
  }
}

variable "lifecycle_rules" {
  description = <<-EOT
    Rules for how long data lives, keyed by their id; S3 replicates no lifecycle action, so give both sides the same. Numbers are days. `transitions`
    and `noncurrent_transitions`: storage class to days. `keep_noncurrent_versions`: newest ones that expire_noncurrent_after spares.
    They replace the rules of an existing bucket. S3 spares versions whose replication is pending or failed.
  EOT
  type = map(object({
    prefix                        = optional(string)
    expire_after                  = optional(number)
    expire_noncurrent_after       = optional(number)
    keep_noncurrent_versions      = optional(number)
    abort_uploads_after           = optional(number)
    remove_expired_delete_markers = optional(bool, false)
    transitions                   = optional(map(number), {})
    noncurrent_transitions        = optional(map(number), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for rule in values(var.lifecycle_rules) : anytrue([
      rule.expire_after != null, rule.expire_noncurrent_after != null, rule.abort_uploads_after != null, rule.remove_expired_delete_markers,
      length(rule.transitions) > 0, length(rule.noncurrent_transitions) > 0,
    ])])
    error_message = "bucket.lifecycle_rules of \"${var.name}\" has a rule that does nothing; give it expire_after, expire_noncurrent_after, abort_uploads_after, remove_expired_delete_markers or a transition, or remove it."
  }

  validation {
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [
      for days in concat([rule.expire_after, rule.expire_noncurrent_after, rule.abort_uploads_after, rule.keep_noncurrent_versions], values(rule.transitions), values(rule.noncurrent_transitions)) :
      days == null ? true : days >= 0 && floor(days) == days
    ]]))
    error_message = "bucket.lifecycle_rules of \"${var.name}\" has a number of days or versions that is negative or no whole number; use whole numbers."
  }

  validation {
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionExpiration.html and API_LifecycleExpiration.html
    condition = alltrue([for rule in values(var.lifecycle_rules) : alltrue([
      coalesce(rule.expire_after, 1) >= 1, coalesce(rule.expire_noncurrent_after, 1) >= 1,
      coalesce(rule.keep_noncurrent_versions, 1) >= 1, coalesce(rule.keep_noncurrent_versions, 1) <= 100,
    ])])
    error_message = "bucket.lifecycle_rules of \"${var.name}\": expire_after and expire_noncurrent_after must be at least 1, keep_noncurrent_versions from 1 to 100; leave out what shall not happen."
  }

  validation {
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-s3-bucket-rule.html
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [
      [for days in values(rule.transitions) : rule.expire_after == null ? true : days < rule.expire_after],
      [for days in values(rule.noncurrent_transitions) : rule.expire_noncurrent_after == null ? true : days < rule.expire_noncurrent_after],
    ]]))
    error_message = "bucket.lifecycle_rules of \"${var.name}\" has a rule that ends versions before, or on the day that, it moves them; expire_after must be later than its transitions, expire_noncurrent_after than its noncurrent_transitions."
  }

  validation {
    # S3 moves to cheaper classes only: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [for moves in [rule.transitions, rule.noncurrent_transitions] : [
      for number, days in [for class in local._waterfall : moves[class] if contains(keys(moves), class)] :
      days > element(concat([-1], [for class in local._waterfall : moves[class] if contains(keys(moves), class)]), number)
    ]]]))
    error_message = "bucket.lifecycle_rules of \"${var.name}\" moves versions to a class after, or on the day of, a cheaper one, from which S3 moves nothing back; let the days grow along ${join(", ", local._waterfall)}."
  }

  validation {
    condition     = alltrue([for rule in values(var.lifecycle_rules) : rule.expire_after == null || !rule.remove_expired_delete_markers])
    error_message = "bucket.lifecycle_rules${jsonencode([for id, rule in var.lifecycle_rules : id if rule.expire_after != null && rule.remove_expired_delete_markers])} has both expire_after and remove_expired_delete_markers, which S3 takes apart only; make two rules."
  }

  validation {
    condition     = alltrue([for rule in values(var.lifecycle_rules) : rule.keep_noncurrent_versions == null || rule.expire_noncurrent_after != null])
    error_message = "bucket.lifecycle_rules${jsonencode([for id, rule in var.lifecycle_rules : id if rule.keep_noncurrent_versions != null && rule.expire_noncurrent_after == null])}.keep_noncurrent_versions does nothing without expire_noncurrent_after; add it."
  }

  validation {
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [
      for class in concat(keys(rule.transitions), keys(rule.noncurrent_transitions)) :
      contains(local._waterfall, class)
    ]]))
    error_message = "bucket.lifecycle_rules of \"${var.name}\" has a transition to an unknown storage class; use ${join(", ", local._waterfall)}."
  }

  validation {
    condition     = alltrue([for id in keys(var.lifecycle_rules) : length(id) >= 1 && length(id) <= 255])
    error_message = "bucket.lifecycle_rules${jsonencode([for id in keys(var.lifecycle_rules) : id if length(id) < 1 || length(id) > 255])}: a rule's key is its id, of 1 to 255 characters; choose another one."
  }

  validation {
    # https://repost.aws/knowledge-center/s3-lifecycle-configuration-rule
    condition     = alltrue([for rule in values(var.lifecycle_rules) : rule.prefix == null ? true : !can(regex("[*]$|^s3://|^arn:", rule.prefix))])
    error_message = "bucket.lifecycle_rules${jsonencode([for id, rule in var.lifecycle_rules : id if rule.prefix == null ? false : can(regex("[*]$|^s3://|^arn:", rule.prefix))])}.prefix is compared character by character, without wildcards and without the bucket; write only the beginning of the keys, such as \"logs/\"."
  }
}

variable "archive_tiers" {
  description = "Days without access after which Intelligent-Tiering archives: ARCHIVE_ACCESS (90 to 730), DEEP_ARCHIVE_ACCESS (180 to 730). S3 cannot replicate archived objects."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for tier, days in var.archive_tiers :
      floor(days) == days && (tier == "ARCHIVE_ACCESS" ? days >= 90 && days <= 730 : tier == "DEEP_ARCHIVE_ACCESS" ? days >= 180 && days <= 730 : false)
    ])
    error_message = "bucket.archive_tiers of \"${var.name}\" takes ARCHIVE_ACCESS with 90 to 730 days and DEEP_ARCHIVE_ACCESS with 180 to 730 days, whole ones, and nothing else."
  }
}

variable "reports_from" {
  description = "Buckets whose inventories and access logs S3 may deliver into this one, keyed by a name of your choice."
  type = map(object({
    bucket_name = string
    account_id  = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for bucket in values(var.reports_from) : can(regex("^[0-9]{12}$", bucket.account_id))])
    error_message = "reports_from${jsonencode([for key, bucket in var.reports_from : key if !can(regex("^[0-9]{12}$", bucket.account_id))])}.account_id must be twelve digits in quotes; a number loses its leading zeros."
  }

  validation {
    condition     = alltrue([for bucket in values(var.reports_from) : !can(regex("[:/]", bucket.bucket_name))])
    error_message = "reports_from${jsonencode([for key, bucket in var.reports_from : key if can(regex("[:/]", bucket.bucket_name))])}.bucket_name must be a bucket's name, neither an ARN nor a path: no report would match the statement."
  }

  validation {
    condition     = alltrue([for key in keys(var.reports_from) : can(regex("^[A-Za-z0-9]+$", key))])
    error_message = "reports_from${jsonencode([for key in keys(var.reports_from) : key if !can(regex("^[A-Za-z0-9]+$", key))])}: a key becomes part of a policy statement's id; use letters and digits only."
  }
}

variable "trails_from" {
  description = "CloudTrail trails that may deliver log files into this bucket, keyed by a name of your choice. `region`: the trail's, null for this bucket's; `prefix` as the trail has it."
  type = map(object({
    trail_name = string
    account_id = string
    region     = optional(string)
    prefix     = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for trail in values(var.trails_from) : can(regex("^[0-9]{12}$", trail.account_id))])
    error_message = "trails_from${jsonencode([for key, trail in var.trails_from : key if !can(regex("^[0-9]{12}$", trail.account_id))])}.account_id must be twelve digits in quotes; a number loses its leading zeros."
  }

  validation {
    condition     = alltrue([for trail in values(var.trails_from) : !can(regex("[:/]", trail.trail_name))])
    error_message = "trails_from${jsonencode([for key, trail in var.trails_from : key if can(regex("[:/]", trail.trail_name))])}.trail_name must be a trail's name, no ARN; the ARN is made from it, account_id and region."
  }

  validation {
    condition     = alltrue([for trail in values(var.trails_from) : !can(regex("^/|/$", coalesce(trail.prefix, "-")))])
    error_message = "trails_from${jsonencode([for key, trail in var.trails_from : key if can(regex("^/|/$", coalesce(trail.prefix, "-")))])}.prefix begins or ends with a slash, which CloudTrail adds itself; leave it out."
  }

  validation {
    condition     = alltrue([for key in keys(var.trails_from) : can(regex("^[A-Za-z0-9]+$", key))])
    error_message = "trails_from${jsonencode([for key in keys(var.trails_from) : key if !can(regex("^[A-Za-z0-9]+$", key))])}: a key becomes part of a policy statement's id; use letters and digits only."
  }
}
