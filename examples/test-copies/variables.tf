variable "name" {
  description = "Beginning of the two buckets' names, which must be free in all of AWS."
  type        = string
}

variable "destination_role_arn" {
  description = "Role in the test account that Terraform assumes to build its side."
  type        = string
}

variable "source_region" {
  description = "Region of the production bucket."
  type        = string
  default     = "us-east-1"
}

variable "destination_region" {
  description = "Region of the bucket of test copies."
  type        = string
  default     = "us-east-1"
}

variable "force_destroy" {
  description = "Whether destroying the example deletes all objects in its buckets."
  type        = bool
  default     = false
}
