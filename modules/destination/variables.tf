variable "bucket" {
  description = <<-EOT
    The bucket that receives replicas, versioned and private. `existing`: null creates it; else the module takes over what `manage` lists
    (see modules/bucket). `kms`: null is SSE-S3, `{}` creates a key, `existing.arn` takes one; replicas of KMS objects need a key here.
    `object_lock`: enables Object Lock. `force_destroy`: destroying the bucket deletes its objects.
  EOT
  type = object({
    name          = string
    force_destroy = optional(bool, false)
    existing = optional(object({
      manage      = optional(set(string), ["versioning"])
      policy_json = optional(string)
    }))
    kms = optional(object({
      existing                = optional(object({ arn = string }))
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
  })
  nullable = false
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
    condition     = alltrue([for source in values(var.sources) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/", source.role_arn))])
    error_message = "sources${jsonencode([for key, source in var.sources : key if !can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/", source.role_arn))])}.role_arn must be the ARN of the replication role (arn:PARTITION:iam::ACCOUNT:role/NAME, the account with all its twelve digits)."
  }

  validation {
    condition     = length(distinct([for key in keys(var.sources) : title(replace(key, "/[^0-9A-Za-z]/", ""))])) == length(var.sources)
    error_message = "sources has keys that differ in punctuation or the first capital only (${join(", ", keys(var.sources))}); a policy statement's id has letters and digits only, so make them differ in these."
  }

  validation {
    condition     = var.bucket.kms != null || !anytrue([for source in values(var.sources) : source.kms_objects])
    error_message = "sources${jsonencode([for key, source in var.sources : key if source.kms_objects])}.kms_objects is true but bucket.kms is null: replicas of KMS objects need a key in the destination's account and Region. Set bucket.kms = {} or set kms_objects = false."
  }

  validation {
    # Without BucketOwnerEnforced the replicas would belong to the source's account, unreadable here.
    condition = var.bucket.existing == null ? true : (
      contains(var.bucket.existing.manage, "ownership") || alltrue([for source in values(var.sources) : source.owner_override])
    )
    error_message = "sources${jsonencode([for key, source in var.sources : key if !source.owner_override])}: who owns replicas in the existing bucket \"${var.bucket.name}\" is open; set owner_override = true, or add \"ownership\" to bucket.existing.manage, which turns the bucket's ACLs off."
  }
}

variable "tags" {
  description = "Tags of the bucket and the created key."
  type        = map(string)
  default     = {}
  nullable    = false
}
