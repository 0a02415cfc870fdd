variable "rules" {
  description = <<-EOT
    Replication rules, keyed by their id. `destination`: a key of destinations. `priority`: where several rules match an object and name
    the same destination, the highest number wins. `delete_markers`: whether deletions without a version id replicate; not with tags.
    `prefix` and `tags` choose objects, both together as AND; neither means all. `storage_class` of the replicas: null keeps the object's.
    `metrics` and `rtc` (15 minutes' commitment; needs metrics) are billed. `replica_modifications`: changes of tags, ACL and lock made
    on replicas in this bucket go back. `skip_kms_objects`: leave KMS objects out, without any sign. `enabled = false` pauses a rule.
  EOT
  type = map(object({
    destination           = string
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

  validation {
    condition     = length(var.rules) >= 1 && length(var.rules) <= 1000
    error_message = "rules has ${length(var.rules)} entries; S3 takes 1 to 1000. For the whole bucket write rules = { everything = { priority = 1, delete_markers = true } }."
  }

  validation {
    condition     = alltrue([for id in keys(var.rules) : length(id) >= 1 && length(id) <= 255])
    error_message = "rules${jsonencode([for id in keys(var.rules) : id if length(id) < 1 || length(id) > 255])}: a rule's key is its id, of 1 to 255 characters; choose another one."
  }

  validation {
    condition     = alltrue([for rule in values(var.rules) : rule.priority >= 0 && rule.priority <= 2147483647 && floor(rule.priority) == rule.priority])
    error_message = "rules${jsonencode([for id, rule in var.rules : id if rule.priority < 0 || rule.priority > 2147483647 || floor(rule.priority) != rule.priority])}.priority must be a whole number from 0 to 2147483647."
  }

  validation {
    condition     = length(distinct([for rule in values(var.rules) : rule.priority])) == length(var.rules)
    error_message = "rules${jsonencode([for id, rule in var.rules : id if length([for other in values(var.rules) : other if other.priority == rule.priority]) > 1])}.priority is shared; S3 refuses equal priorities, so give each rule its own number (where rules overlap, the highest wins)."
  }

  validation {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-marker-replication.html
    condition     = alltrue([for rule in values(var.rules) : !(rule.delete_markers && length(rule.tags) > 0)])
    error_message = "rules${jsonencode([for id, rule in var.rules : id if rule.delete_markers && length(rule.tags) > 0])}.delete_markers is true beside tags; S3 replicates no delete markers by tag. Set delete_markers = false or choose objects by prefix."
  }

  validation {
    condition     = alltrue([for rule in values(var.rules) : rule.prefix == null ? true : rule.prefix != "" && length(rule.prefix) <= 1024])
    error_message = "rules${jsonencode([for id, rule in var.rules : id if rule.prefix != null && (rule.prefix == "" || length(coalesce(rule.prefix, "-")) > 1024)])}.prefix must have 1 to 1024 characters; leave it out to choose all objects."
  }

  validation {
    condition     = alltrue([for rule in values(var.rules) : rule.prefix == null ? true : !can(regex("[*]$|^s3://|^arn:", rule.prefix))])
    error_message = "rules${jsonencode([for id, rule in var.rules : id if can(regex("[*]$|^s3://|^arn:", rule.prefix))])}.prefix is compared character by character, without wildcards and without the bucket; write only the beginning of the keys, such as \"logs/\"."
  }

  validation {
    condition = alltrue(flatten([for rule in values(var.rules) : [
      length(rule.tags) <= 10, [for key, value in rule.tags : length(key) >= 1 && length(key) <= 128 && length(value) <= 256],
    ]]))
    error_message = "rules${jsonencode([for id, rule in var.rules : id if length(rule.tags) > 10 || anytrue([for key, value in rule.tags : length(key) < 1 || length(key) > 128 || length(value) > 256])])}.tags: an object has at most 10 tags, with keys of 1 to 128 and values of up to 256 characters; a rule that asks for more matches nothing."
  }

  validation {
    condition = alltrue([for rule in values(var.rules) : rule.storage_class == null ? true : contains(
      ["DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "REDUCED_REDUNDANCY", "STANDARD", "STANDARD_IA"],
      rule.storage_class,
    )])
    error_message = "rules${jsonencode([for id, rule in var.rules : id if !contains(["DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "REDUCED_REDUNDANCY", "STANDARD", "STANDARD_IA"], coalesce(rule.storage_class, "STANDARD"))])}.storage_class is unknown; use STANDARD, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE or REDUCED_REDUNDANCY, or leave it out to keep each object's class."
  }

  validation {
    condition     = alltrue([for rule in values(var.rules) : rule.metrics || !rule.rtc])
    error_message = "rules${jsonencode([for id, rule in var.rules : id if rule.rtc && !rule.metrics])}.rtc needs metrics = true in the same rule: S3 takes replication time control only with metrics, and both are billed."
  }
}
