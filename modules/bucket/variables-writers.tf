variable "allow_sse_c" {
  description = "Whether writers may encrypt with customer-provided keys (SSE-C). By default the bucket's policy denies it, as S3 does on new buckets since April 2026. To replicate such objects, set it on the destination bucket too."
  type        = bool
  default     = false
  nullable    = false
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
    condition     = length([for key, bucket in var.reports_from : key if !can(regex("^[0-9]{12}$", bucket.account_id))]) == 0
    error_message = "reports_from${jsonencode([for key, bucket in var.reports_from : key if !can(regex("^[0-9]{12}$", bucket.account_id))])}.account_id must be twelve digits in quotes; a number loses its leading zeros."
  }

  validation {
    condition     = length([for key, bucket in var.reports_from : key if can(regex("[:/]", bucket.bucket_name))]) == 0
    error_message = "reports_from${jsonencode([for key, bucket in var.reports_from : key if can(regex("[:/]", bucket.bucket_name))])}.bucket_name must be a bucket's name, neither an ARN nor a path. Otherwise the statement would match no report."
  }

  validation {
    condition     = length([for key in keys(var.reports_from) : key if !can(regex("^[A-Za-z0-9]+$", key))]) == 0
    error_message = "reports_from${jsonencode([for key in keys(var.reports_from) : key if !can(regex("^[A-Za-z0-9]+$", key))])}: a key becomes part of a policy statement's id; use letters and digits only."
  }
}

variable "trails_from" {
  description = "CloudTrail trails that may deliver log files into this bucket, keyed by a name of your choice. `region`: the trail's Region; null means this bucket's Region. `prefix`: the trail's prefix."
  type = map(object({
    trail_name = string
    account_id = string
    region     = optional(string)
    prefix     = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length([for key, trail in var.trails_from : key if !can(regex("^[0-9]{12}$", trail.account_id))]) == 0
    error_message = "trails_from${jsonencode([for key, trail in var.trails_from : key if !can(regex("^[0-9]{12}$", trail.account_id))])}.account_id must be twelve digits in quotes; a number loses its leading zeros."
  }

  validation {
    condition     = length([for key, trail in var.trails_from : key if can(regex("[:/]", trail.trail_name))]) == 0
    error_message = "trails_from${jsonencode([for key, trail in var.trails_from : key if can(regex("[:/]", trail.trail_name))])}.trail_name must be a trail's name, not an ARN; the module builds the ARN from trail_name, account_id and region."
  }

  validation {
    condition     = length([for key, trail in var.trails_from : key if can(regex("^/|/$", coalesce(trail.prefix, "-")))]) == 0
    error_message = "trails_from${jsonencode([for key, trail in var.trails_from : key if can(regex("^/|/$", coalesce(trail.prefix, "-")))])}.prefix begins or ends with a slash, which CloudTrail adds itself; leave it out."
  }

  validation {
    condition     = length([for key in keys(var.trails_from) : key if !can(regex("^[A-Za-z0-9]+$", key))]) == 0
    error_message = "trails_from${jsonencode([for key in keys(var.trails_from) : key if !can(regex("^[A-Za-z0-9]+$", key))])}: a key becomes part of a policy statement's id; use letters and digits only."
  }
}
