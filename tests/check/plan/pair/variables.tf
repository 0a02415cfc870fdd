variable "name" {
  description = "Beginning of all names."
  type        = string
}

variable "rule_id" {
  description = "Id of the rule."
  type        = string
  default     = "all"
}

variable "force_destroy" {
  description = "force_destroy of the destination."
  type        = bool
  default     = false
}

variable "destination_actions" {
  description = "What the role may do in the destination."
  type        = list(string)
  default     = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
}

variable "destination_resource" {
  description = "Where the role may do it; null for the destination."
  type        = string
  default     = null
}

variable "replication_rule" {
  description = "Settings of the rule. The module reads a prefix only in filter."
  type        = any
  default     = {}
}

variable "replication_reports" {
  description = "Where access to the source is logged, below the destination; null for nowhere."
  type        = object({ prefix = string })
  default     = null
}
