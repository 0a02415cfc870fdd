variable "rules" {
  description = <<-EOT
    The rules to monitor, keyed by a name of your choice: the output monitored_rules of the replication, which has the rules with metrics.
    Call the module once in each Region of these rules, in the source's account, with the same rules: S3 publishes failures in the
    source's Region and delays in the destination's, and each call creates the resources of its Region. `existing`: whether the source
    bucket existed before the module, so that others may use its notifications. `source_bucket_id`: the bucket's name once more,
    unknown at plan time while the bucket is replaced, so that its notifications follow.
  EOT
  type = map(object({
    rule_id                 = string
    source_bucket_name      = string
    source_bucket_id        = optional(string)
    source_region           = string
    destination_bucket_name = string
    destination_region      = string
    rtc                     = bool
    existing                = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = length([for key, rule in var.rules : key if can(regex("[:/*?$]", "${rule.source_bucket_name}${rule.destination_bucket_name}"))]) == 0
    error_message = "rules${jsonencode([for key, rule in var.rules : key if can(regex("[:/*?$]", "${rule.source_bucket_name}${rule.destination_bucket_name}"))])}: source_bucket_name and destination_bucket_name must be names of buckets, without *, ? and $, which policies read as wildcards and variables, and neither ARNs nor paths."
  }

  validation {
    condition     = length(var.rules) > 0
    error_message = "rules is empty, so the module would monitor nothing. S3 publishes metrics only for rules with metrics = true: set it there and give the output monitored_rules here."
  }
}

variable "alarms" {
  description = <<-EOT
    Thresholds of the alarms (each billed); null means no alarms. `failed_operations`: more failures than this in five minutes (default 0).
    `latency`: the slowest operation takes more seconds than this for fifteen minutes (default 900). `pending_operations` and
    `pending_bytes`: more than this is pending for fifteen minutes (default null: no such alarm). Missing data, when nothing is written,
    does not alarm.
  EOT
  type = object({
    failed_operations  = optional(number, 0)
    latency            = optional(number, 900)
    pending_operations = optional(number)
    pending_bytes      = optional(number)
  })
  default = {}

  validation {
    condition     = var.alarms == null ? true : alltrue([for threshold in values(var.alarms) : threshold == null ? true : threshold >= 0])
    error_message = "alarms has a threshold below zero, which every value exceeds; use 0 or more, or alarms = null for no alarms."
  }
}

variable "alarm_topic_arns" {
  description = "SNS topics of this Region that receive ALARM and OK notifications, in addition to the created topic."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_topic_arns : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[^:*?$]+$", arn))])
    error_message = "alarm_topic_arns has an entry that is not the ARN of an SNS topic (arn:PARTITION:sns:REGION:ACCOUNT:NAME)."
  }
}

variable "topic" {
  description = <<-EOT
    null (default): none. An object creates an SNS topic for failure events of the source buckets of this Region, and for the alarms.
    `kms_key_arn` encrypts it; that key's policy must allow s3.amazonaws.com and cloudwatch.amazonaws.com.
  EOT
  type = object({
    name        = string
    kms_key_arn = optional(string)
  })
  default = null
}

variable "queue" {
  description = <<-EOT
    null (default): none. An object creates an SQS queue for failure events of the source buckets of this Region, and keeps
    them for retention_days. If you also set topic, the queue receives them from the topic, since S3 sends an event to one receiver only.
    It then also receives the notifications of the alarms.
  EOT
  type = object({
    name           = string
    retention_days = optional(number, 14)
  })
  default = null

  validation {
    condition     = var.queue == null ? true : var.queue.retention_days >= 1 && var.queue.retention_days <= 14
    error_message = "queue.retention_days must be between 1 and 14 days, the maximum of SQS."
  }
}

variable "leave_notifications_of" {
  description = "Source buckets whose notification configuration you manage elsewhere. A bucket has one notification configuration, so add the output event_types there, with the topic or queue."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "replace_notifications_of" {
  description = <<-EOT
    Existing source buckets whose whole notification configuration the module may replace. The module cannot read the present one,
    so list a bucket here only when nobody needs its present notifications; otherwise list it in leave_notifications_of.
    Terraform later refuses to destroy the new configuration of these buckets.
  EOT
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
    buckets in this Region, into log_bucket_name, under prefix; that bucket's policy must allow the trail (trails_from of modules/bucket).
    `read`: also log reads, which are many. `kms_key_arn`: encrypts the files; the key's policy must allow cloudtrail.amazonaws.com.
    For another account's bucket, the trail logs only the requests of this account's principals; create a trail in that account too.
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

  validation {
    condition     = length([for key in keys(var.tags) : key if startswith(lower(key), "aws:")]) == 0
    error_message = "tags${jsonencode([for key in keys(var.tags) : key if startswith(lower(key), "aws:")])}: AWS reserves tag keys that begin with \"aws:\" and refuses them; rename or remove them."
  }
}
