variable "bucket_name" {
  description = "Name of the bucket to replicate, free in all of AWS."
  type        = string
}

variable "destination" {
  description = "Output `destination` of the destination's account."
  type = object({
    bucket_name = string
    account_id  = string
    region      = string
    kms_key     = optional(object({ arn = string, retired_arns = optional(list(string), []) }))
    object_lock = optional(bool, false)
  })
}

variable "role_name" {
  description = "Name of the replication role, as in the ARN that the destination's account allows."
  type        = string
}

variable "region" {
  description = "Region of the bucket."
  type        = string
  default     = "us-east-1"
}

variable "force_destroy" {
  description = "Whether destroying the example deletes all objects in its bucket."
  type        = bool
  default     = false
}
