variable "bucket_name" {
  description = "Name of the existing bucket."
  type        = string
  nullable    = false
}

variable "policy_json" {
  description = "The policy that the module writes."
  type        = string
  nullable    = false
}
