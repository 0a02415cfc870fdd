variable "rules" {
  description = <<-EOT
    Replication rules, keyed by their id. `destination`: a key of destinations. `priority`: if several rules match an object and name
    the same destination, the highest number wins. `delete_markers`: replicate delete markers; not allowed with tags. `prefix` and `tags`
    choose objects, which must match both; without them, the rule chooses all objects. `storage_class`: class of the replicas; null keeps
    the object's class. `metrics` and `rtc` (a commitment of 15 minutes; requires metrics) are billed. `replica_modifications`: replicate
    changes of tags, ACL and lock that are made on replicas in this bucket. `skip_kms_objects`: do not replicate KMS-encrypted objects; S3
    reports no failure for them. `enabled = false` pauses a rule.
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
    error_message = "rules has ${length(var.rules)} entries; S3 allows 1 to 1000. For the whole bucket write rules = { everything = { priority = 1, delete_markers = true } }."
  }

  validation {
    condition     = length([for id in keys(var.rules) : id if length(id) < 1 || length(id) > 255]) == 0
    error_message = "rules${jsonencode([for id in keys(var.rules) : id if length(id) < 1 || length(id) > 255])}: a rule's key is its id, of 1 to 255 characters; choose another one."
  }

  validation {
    condition     = length([for id, rule in var.rules : id if rule.priority < 0 || rule.priority > 2147483647 || floor(rule.priority) != rule.priority]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if rule.priority < 0 || rule.priority > 2147483647 || floor(rule.priority) != rule.priority])}.priority must be a whole number from 0 to 2147483647."
  }

  validation {
    condition     = length([for id, rule in var.rules : id if length([for other in values(var.rules) : other if other.priority == rule.priority]) > 1]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if length([for other in values(var.rules) : other if other.priority == rule.priority]) > 1])}.priority is used by several rules; S3 refuses equal priorities. Give each rule its own number (if rules overlap, the highest wins)."
  }

  validation {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-marker-replication.html
    condition     = length([for id, rule in var.rules : id if rule.delete_markers && length(rule.tags) > 0]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if rule.delete_markers && length(rule.tags) > 0])}.delete_markers is true in a rule with tags; S3 does not replicate delete markers for rules with tags. Set delete_markers = false, or choose objects by prefix."
  }

  validation {
    condition     = length([for id, rule in var.rules : id if rule.prefix != null && (rule.prefix == "" || length(coalesce(rule.prefix, "-")) > 1024)]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if rule.prefix != null && (rule.prefix == "" || length(coalesce(rule.prefix, "-")) > 1024)])}.prefix must have 1 to 1024 characters; leave it out to choose all objects."
  }

  validation {
    condition     = length([for id, rule in var.rules : id if can(regex("[*]$|^s3://|^arn:", rule.prefix))]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if can(regex("[*]$|^s3://|^arn:", rule.prefix))])}.prefix is compared character by character, without wildcards and without the bucket; write only the beginning of the keys, such as \"logs/\"."
  }

  validation {
    condition     = length([for id, rule in var.rules : id if length(rule.tags) > 10 || anytrue([for key, value in rule.tags : length(key) < 1 || length(key) > 128 || length(value) > 256])]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if length(rule.tags) > 10 || anytrue([for key, value in rule.tags : length(key) < 1 || length(key) > 128 || length(value) > 256])])}.tags: an object has at most 10 tags, with keys of 1 to 128 and values of up to 256 characters; a rule outside these limits matches no object. Remove or shorten the tags."
  }

  validation {
    condition     = length([for id, rule in var.rules : id if !contains(["DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "REDUCED_REDUNDANCY", "STANDARD", "STANDARD_IA"], coalesce(rule.storage_class, "STANDARD"))]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if !contains(["DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "REDUCED_REDUNDANCY", "STANDARD", "STANDARD_IA"], coalesce(rule.storage_class, "STANDARD"))])}.storage_class is unknown; use STANDARD, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE or REDUCED_REDUNDANCY, or leave it out to keep each object's class."
  }

  validation {
    condition     = length([for id, rule in var.rules : id if rule.rtc && !rule.metrics]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if rule.rtc && !rule.metrics])}.rtc requires metrics = true in the same rule: S3 allows replication time control only with metrics, and bills both. Set metrics = true or rtc = false."
  }
}
