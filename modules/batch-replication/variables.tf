variable "source_bucket_name" {
  description = "Bucket whose existing objects the job replicates, by the rules that the bucket has. Give the output source_bucket_name of the replication, so that the rules are in place first."
  type        = string
  nullable    = false

  validation {
    condition     = !can(regex("[:/*?$]", var.source_bucket_name))
    error_message = "source_bucket_name ${jsonencode(var.source_bucket_name)} must be a bucket's name, without *, ? and $, which policies read as wildcards and variables, and neither an ARN nor a path."
  }
}

variable "report" {
  description = <<-EOT
    Where the job's report and its generated manifest go: a bucket of the same account and Region, and a prefix in it. `kms_key_arn`: the
    bucket's key, if it has one. `failed_only`: list failed tasks only.
  EOT
  type = object({
    bucket_name = string
    prefix      = optional(string, "batch-replication")
    kms_key_arn = optional(string)
    failed_only = optional(bool, false)
  })
  nullable = false

  validation {
    condition     = var.report.bucket_name != var.source_bucket_name
    error_message = "report.bucket_name is the source bucket \"${var.source_bucket_name}\" itself, whose rules would replicate the reports; name another bucket of the same account and Region."
  }

  validation {
    condition     = !can(regex("[:/*?$]", var.report.bucket_name))
    error_message = "report.bucket_name ${jsonencode(var.report.bucket_name)} must be a bucket's name, without *, ? and $, and neither an ARN nor a path; put the path into report.prefix."
  }

  validation {
    condition     = can(regex("^[^/].*[^/]$", var.report.prefix)) && !can(regex("[*?$]", var.report.prefix))
    error_message = "report.prefix ${jsonencode(var.report.prefix)} must have at least two characters, neither begin nor end with \"/\", which S3 adds, and have no *, ? or $, which policies read as wildcards and variables."
  }
}

variable "filter" {
  description = <<-EOT
    Which versions the job takes; by default those that were never tried and those that failed. `statuses`: NONE, FAILED, COMPLETED (to
    replicate again, for example to a new destination), REPLICA (to replicate replicas); an empty set means any status. `created_after`,
    `created_before`: times such as 2026-01-31T00:00:00Z. `prefix`: prefix of the keys. The job replicates only versions that a rule
    matches.
  EOT
  type = object({
    statuses       = optional(set(string), ["FAILED", "NONE"])
    created_after  = optional(string)
    created_before = optional(string)
    prefix         = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(var.filter.statuses, ["COMPLETED", "FAILED", "NONE", "REPLICA"])) == 0
    error_message = "filter.statuses has ${jsonencode(setsubtract(var.filter.statuses, ["COMPLETED", "FAILED", "NONE", "REPLICA"]))}; use NONE, FAILED, COMPLETED and REPLICA. S3 replicates PENDING versions without a job."
  }

  validation {
    condition = alltrue([for time in [var.filter.created_after, var.filter.created_before] :
      time == null ? true : can(timecmp(time, "2026-01-01T00:00:00Z"))
    ])
    error_message = "filter.created_after and filter.created_before must be times such as \"2026-01-31T00:00:00Z\", with the zone."
  }

  validation {
    condition = var.filter.created_after == null || var.filter.created_before == null ? true : (
      !can(timecmp(var.filter.created_after, var.filter.created_before)) || timecmp(var.filter.created_after, var.filter.created_before) < 0
    )
    error_message = "filter.created_after is not before filter.created_before, so no version would match; exchange them."
  }
}

variable "manifest" {
  description = <<-EOT
    null (default): S3 lists the versions, by filter. An object: your own list, with version ids, in CSV (fields Bucket, Key and VersionId)
    or as an S3 Inventory manifest. `etag`: ETag of the list.
  EOT
  type = object({
    bucket_name = string
    key         = string
    etag        = string
    inventory   = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.manifest == null ? true : !can(regex("[:/*?$]", var.manifest.bucket_name))
    error_message = "manifest.bucket_name must be a bucket's name, without *, ? and $, and neither an ARN nor a path; put the path into manifest.key."
  }

  validation {
    condition     = var.manifest == null ? true : !can(regex("[*?$]", var.manifest.key))
    error_message = "manifest.key ${jsonencode(try(var.manifest.key, ""))} has *, ? or $, which policies read as wildcards and variables, so the role could read other objects. Rename the object, and name the list without them."
  }

  validation {
    condition = var.manifest == null || alltrue([
      var.filter.created_after == null, var.filter.created_before == null, var.filter.prefix == null, var.filter.statuses == toset(["FAILED", "NONE"]),
    ])
    error_message = "manifest cannot be combined with filter: filter applies only to a list that S3 generates, and the job takes every version of the manifest. Remove filter, or leave manifest out."
  }
}

variable "confirmation_required" {
  description = "Whether the created job waits for confirmation. AWS bills a job by the million objects; false starts it immediately."
  type        = bool
  default     = true
  nullable    = false
}

variable "priority" {
  description = "Priority of the job; higher numbers go first."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.priority >= 0 && var.priority <= 2147483647 && floor(var.priority) == var.priority
    error_message = "priority must be a whole number from 0 to 2147483647."
  }
}

variable "role" {
  description = <<-EOT
    The role of the job, which is not the replication role: S3 Batch Operations assumes it to list versions, start replication and report.
    By default the module creates one, with `name`, `path` and `permissions_boundary`. Changing name or path replaces the role, so change
    them while no job runs. `existing.arn`: use a role of your own. Give it the permissions of the output policy_json, or set `add_policy`
    to add them as an inline policy.
  EOT
  type = object({
    existing             = optional(object({ arn = string, add_policy = optional(bool, false) }))
    name                 = optional(string)
    path                 = optional(string, "/")
    permissions_boundary = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.role.name == null || can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role.name))
    error_message = "role.name ${jsonencode(var.role.name)} must have 1 to 64 letters, digits and characters of +=,.@_-; if you leave it out, the module chooses one."
  }

  validation {
    condition     = var.role.existing == null ? true : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?$]+$", var.role.existing.arn))
    error_message = "role.existing.arn must be the ARN of a role (arn:PARTITION:iam::ACCOUNT:role/NAME), without *, ? and $."
  }

  validation {
    condition     = var.role.existing == null || alltrue([var.role.name == null, var.role.path == "/", var.role.permissions_boundary == null])
    error_message = "role.existing cannot be combined with name, path or permissions_boundary, which apply to a role that the module creates; remove them or remove existing."
  }
}

variable "tags" {
  description = "Tags of the role."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length([for key in keys(var.tags) : key if startswith(lower(key), "aws:")]) == 0
    error_message = "tags${jsonencode([for key in keys(var.tags) : key if startswith(lower(key), "aws:")])}: AWS reserves tag keys that begin with \"aws:\" and refuses them; rename or remove them."
  }
}
