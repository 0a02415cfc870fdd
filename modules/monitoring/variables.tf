variable "rules" {
  description = <<-EOT
    The rules to watch, keyed by a name of your choice: the output monitored_rules of the replication, which has those with metrics. Call
    the module once in each Region that occurs here, in the source's account, with the same rules: S3 publishes failures in the
    source's Region and delays in the destination's, and each call makes what belongs into its own Region.
  EOT
  type = map(object({
    rule_id            = string
    source_bucket      = string
    source_region      = string
    destination_bucket = string
    destination_region = string
    rtc                = bool
  }))
  nullable = false

  validation {
    condition     = length(var.rules) > 0
    error_message = "rules is empty, so nothing would be watched; S3 publishes metrics only for rules with metrics = true: set it there and give the output monitored_rules here."
  }
}

variable "alarms" {
  description = <<-EOT
    When alarms (each billed) sound. `failed_operations` in five minutes (default more than 0); `latency` in seconds of the slowest
    operation (default more than 900) and `pending_operations`, `pending_bytes` (default null: no alarm) for fifteen minutes.
    null switches one off. No data means that nothing was written, and never sounds.
  EOT
  type = object({
    failed_operations  = optional(number, 0)
    latency            = optional(number, 900)
    pending_operations = optional(number)
    pending_bytes      = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for threshold in values(var.alarms) : threshold == null ? true : threshold >= 0])
    error_message = "alarms has a threshold below zero, which every value passes; use 0 or more, or null for no alarm."
  }
}

variable "alarm_topic_arns" {
  description = "SNS topics of this Region that hear of alarms, and of their end, besides the created topic."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_topic_arns : can(regex("^arn:[a-z-]+:sns:", arn))])
    error_message = "alarm_topic_arns has an entry that is no ARN of an SNS topic (arn:PARTITION:sns:REGION:ACCOUNT:NAME)."
  }
}

variable "topic" {
  description = <<-EOT
    null (default): none. An object creates an SNS topic for failure events of the source buckets of this Region, and for the alarms.
    `kms_key_arn` encrypts it; that key's policy must admit s3.amazonaws.com and cloudwatch.amazonaws.com.
  EOT
  type = object({
    name        = string
    kms_key_arn = optional(string)
  })
  default = null
}

variable "queue" {
  description = <<-EOT
    null (default): none. An object creates an SQS queue for failure events of the source buckets of this Region, kept for
    retention_days. With a topic as well, the queue hears them from the topic, since S3 gives an event to one receiver only.
  EOT
  type = object({
    name           = string
    retention_days = optional(number, 14)
  })
  default = null

  validation {
    condition     = var.queue == null ? true : var.queue.retention_days >= 1 && var.queue.retention_days <= 14
    error_message = "queue.retention_days must lie between 1 and 14, the longest that SQS keeps a message."
  }
}

variable "leave_notifications_of" {
  description = "Source buckets whose notifications are kept elsewhere. A bucket has one notification configuration, so add the output event_types there, to the topic or queue."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "dashboard_name" {
  description = "null (default): none. A name creates a CloudWatch dashboard (billed beyond the free ones) of all rules in both Regions; give it in one call only."
  type        = string
  default     = null

  validation {
    condition     = var.dashboard_name == null || can(regex("^[A-Za-z0-9_-]{1,255}$", var.dashboard_name))
    error_message = "dashboard_name must have 1 to 255 letters, digits, hyphens and underscores."
  }
}

variable "data_events" {
  description = <<-EOT
    null (default): none. An object creates a CloudTrail trail that logs who wrote or deleted which object (each event billed) of the rules'
    buckets in this Region, into log_bucket_name, under prefix; that bucket's policy must admit the trail (trails_from of modules/bucket).
    `read`: log reads too, of which there are many. `kms_key_arn` encrypts the files; its policy must admit cloudtrail.amazonaws.com.
    Of another account's bucket the trail hears only what this account's principals do; let that account make one, too.
  EOT
  type = object({
    trail_name      = string
    log_bucket_name = string
    prefix          = optional(string)
    kms_key_arn     = optional(string)
    read            = optional(bool, false)
  })
  default = null

  validation {
    condition = var.data_events == null ? true : alltrue([
      can(regex("^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$", var.data_events.trail_name)), !can(regex("^[0-9]+([.][0-9]+){3}$", var.data_events.trail_name)),
      length(var.data_events.trail_name) >= 3, length(var.data_events.trail_name) <= 128,
    ])
    error_message = "data_events.trail_name must have 3 to 128 letters, digits, and between them single periods, underscores and hyphens, and not look like an IP address."
  }

  validation {
    condition     = var.data_events == null ? true : !can(regex("[:/]", var.data_events.log_bucket_name))
    error_message = "data_events.log_bucket_name must be a bucket's name, neither an ARN nor a path; put the path into prefix."
  }

  validation {
    condition     = var.data_events == null ? true : !can(regex("^/|/$", coalesce(var.data_events.prefix, "-")))
    error_message = "data_events.prefix begins or ends with a slash, which CloudTrail adds itself; leave it out."
  }

  validation {
    condition     = var.data_events == null ? true : var.data_events.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.data_events.kms_key_arn))
    error_message = "data_events.kms_key_arn must be the ARN of a KMS key (arn:PARTITION:kms:REGION:ACCOUNT:key/ID) in the log bucket's Region; an alias would be looked up in another account."
  }
}

variable "tags" {
  description = "Tags of alarms, topic, queue and trail."
  type        = map(string)
  default     = {}
  nullable    = false
}
