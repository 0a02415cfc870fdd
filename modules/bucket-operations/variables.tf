variable "bucket_name" {
  description = <<-EOT
    Name of the bucket, new or existing, that has versioning. Give the output `id` (modules/bucket), `bucket_id` (modules/source and
    modules/destination) or `source_bucket_id` and `destination_bucket_id` (the root and the topologies): the settings then follow a bucket
    that is replaced.
  EOT
  type        = string
  nullable    = false
}

variable "existing" {
  description = <<-EOT
    Whether the bucket existed before the module. Terraform then refuses to destroy its access log and lifecycle configuration; a bucket
    has one of each (docs/changing.md shows how to stop managing them). The first apply replaces the bucket's own; import them first.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "untrusted_writers" {
  description = "Whether roles of other accounts write into the bucket and no default retention protects its versions; give the output of that name (destination_untrusted_writers of the root). A check then warns of expire_noncurrent_after."
  type        = bool
  default     = false
  nullable    = false
}

variable "access_log" {
  description = "null (default): requests are not logged. An object: S3 logs them into bucket_name, of the same account and Region, under prefix. That bucket's policy must allow it (reports_from of modules/bucket)."
  type = object({
    bucket_name = string
    prefix      = optional(string)
  })
  default = null

  validation {
    condition     = var.access_log == null ? true : var.access_log.bucket_name != var.bucket_name
    error_message = "access_log.bucket_name of \"${var.bucket_name}\" is the bucket itself, so S3 would log each log again and replicate it. Name another bucket."
  }

  validation {
    condition     = var.access_log == null ? true : !can(regex("[:/]", var.access_log.bucket_name))
    error_message = "access_log.bucket_name of \"${var.bucket_name}\" must be a bucket's name, neither an ARN nor a path; put the path into prefix."
  }
}

variable "inventory" {
  description = <<-EOT
    null (default): none. An object: S3 lists all versions with their replication status, Daily or Weekly, as CSV, ORC or Parquet, into
    bucket_name of the same Region, under prefix. `account_id`: that bucket's account; null (default) means this bucket's account. Billed
    by the million objects.
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
    error_message = "inventory.frequency of \"${var.bucket_name}\" must be \"Daily\" or \"Weekly\"."
  }

  validation {
    condition     = var.inventory == null ? true : contains(["CSV", "ORC", "Parquet"], var.inventory.format)
    error_message = "inventory.format of \"${var.bucket_name}\" must be \"CSV\", \"ORC\" or \"Parquet\"."
  }

  validation {
    condition     = var.inventory == null ? true : var.inventory.bucket_name != var.bucket_name
    error_message = "inventory.bucket_name of \"${var.bucket_name}\" is the bucket itself, whose policy allows no reports, so S3 would deliver none. Name another bucket of the Region, with this one in its reports_from."
  }

  validation {
    condition     = var.inventory == null ? true : !can(regex("[:/]", var.inventory.bucket_name))
    error_message = "inventory.bucket_name of \"${var.bucket_name}\" must be a bucket's name, neither an ARN nor a path; put the path into prefix."
  }

  validation {
    condition     = var.inventory == null ? true : var.inventory.account_id == null ? true : can(regex("^[0-9]{12}$", var.inventory.account_id))
    error_message = "inventory.account_id of \"${var.bucket_name}\" must be twelve digits in quotes; a number loses its leading zeros. Leave it out for the bucket's own account."
  }
}

variable "lifecycle_rules" {
  description = <<-EOT
    Lifecycle rules, keyed by their id. S3 does not replicate lifecycle actions, so give both sides the same rules. Numbers are days.
    `transitions` and `noncurrent_transitions`: days by storage class. `keep_noncurrent_versions`: number of newest noncurrent versions
    that expire_noncurrent_after keeps. These rules replace all lifecycle rules that the bucket has. S3 keeps versions whose replication
    is pending or failed.
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
    error_message = "lifecycle_rules of \"${var.bucket_name}\" has a rule that does nothing; give it expire_after, expire_noncurrent_after, abort_uploads_after, remove_expired_delete_markers or a transition, or remove it."
  }

  validation {
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [
      for days in concat([rule.expire_after, rule.expire_noncurrent_after, rule.abort_uploads_after, rule.keep_noncurrent_versions], values(rule.transitions), values(rule.noncurrent_transitions)) :
      days == null ? true : days >= 0 && floor(days) == days
    ]]))
    error_message = "lifecycle_rules of \"${var.bucket_name}\" has a number of days or versions that is negative or not a whole number; use whole numbers of at least 0."
  }

  validation {
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionExpiration.html and API_LifecycleExpiration.html
    condition = alltrue([for rule in values(var.lifecycle_rules) : alltrue([
      coalesce(rule.expire_after, 1) >= 1, coalesce(rule.expire_noncurrent_after, 1) >= 1,
      coalesce(rule.keep_noncurrent_versions, 1) >= 1, coalesce(rule.keep_noncurrent_versions, 1) <= 100,
    ])])
    error_message = "lifecycle_rules of \"${var.bucket_name}\": expire_after and expire_noncurrent_after must be at least 1, keep_noncurrent_versions from 1 to 100; leave out a setting that you do not want."
  }

  validation {
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-s3-bucket-rule.html
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [
      [for days in values(rule.transitions) : rule.expire_after == null ? true : days < rule.expire_after],
      [for days in values(rule.noncurrent_transitions) : rule.expire_noncurrent_after == null ? true : days < rule.expire_noncurrent_after],
    ]]))
    error_message = "lifecycle_rules of \"${var.bucket_name}\" has a rule that expires versions before, or on the same day as, a transition; expire_after must be later than its transitions, and expire_noncurrent_after later than its noncurrent_transitions."
  }

  validation {
    # S3 moves to cheaper classes only: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [for moves in [rule.transitions, rule.noncurrent_transitions] : [
      for number, days in [for class in local._waterfall : moves[class] if contains(keys(moves), class)] :
      days > element(concat([-1], [for class in local._waterfall : moves[class] if contains(keys(moves), class)]), number)
    ]]]))
    error_message = "lifecycle_rules of \"${var.bucket_name}\" moves versions to a class after, or on the same day as, a cheaper one, from which S3 moves nothing back; increase the days in the order ${join(", ", local._waterfall)}."
  }

  validation {
    condition     = length([for id, rule in var.lifecycle_rules : id if rule.expire_after != null && rule.remove_expired_delete_markers]) == 0
    error_message = "lifecycle_rules${jsonencode([for id, rule in var.lifecycle_rules : id if rule.expire_after != null && rule.remove_expired_delete_markers])} has both expire_after and remove_expired_delete_markers, which S3 allows only in separate rules; make two rules."
  }

  validation {
    condition     = length([for id, rule in var.lifecycle_rules : id if rule.keep_noncurrent_versions != null && rule.expire_noncurrent_after == null]) == 0
    error_message = "lifecycle_rules${jsonencode([for id, rule in var.lifecycle_rules : id if rule.keep_noncurrent_versions != null && rule.expire_noncurrent_after == null])}.keep_noncurrent_versions has no effect without expire_noncurrent_after; add it."
  }

  validation {
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [
      for class in concat(keys(rule.transitions), keys(rule.noncurrent_transitions)) :
      contains(local._waterfall, class)
    ]]))
    error_message = "lifecycle_rules of \"${var.bucket_name}\" has a transition to an unknown storage class; use ${join(", ", local._waterfall)}."
  }

  validation {
    condition     = length([for id in keys(var.lifecycle_rules) : id if length(id) < 1 || length(id) > 255]) == 0
    error_message = "lifecycle_rules${jsonencode([for id in keys(var.lifecycle_rules) : id if length(id) < 1 || length(id) > 255])}: a rule's key is its id, of 1 to 255 characters; choose another one."
  }

  validation {
    # https://repost.aws/knowledge-center/s3-lifecycle-configuration-rule
    condition     = length([for id, rule in var.lifecycle_rules : id if rule.prefix == null ? false : can(regex("[*]$|^s3://|^arn:", rule.prefix))]) == 0
    error_message = "lifecycle_rules${jsonencode([for id, rule in var.lifecycle_rules : id if rule.prefix == null ? false : can(regex("[*]$|^s3://|^arn:", rule.prefix))])}.prefix is compared character by character, without wildcards and without the bucket; write only the beginning of the keys, such as \"logs/\"."
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
    error_message = "archive_tiers of \"${var.bucket_name}\" allows only ARCHIVE_ACCESS with 90 to 730 days and DEEP_ARCHIVE_ACCESS with 180 to 730 days, in whole days."
  }
}

