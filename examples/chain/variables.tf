variable "name" {
  description = "Beginning of the buckets' names, which must be free in all of AWS."
  type        = string
}

variable "first_region" {
  description = "Region of the first bucket."
  type        = string
  default     = "us-east-1"
}

variable "second_region" {
  description = "Region of the second bucket."
  type        = string
  default     = "eu-west-1"
}

variable "third_region" {
  description = "Region of the third bucket."
  type        = string
  default     = "eu-central-1"
}

variable "force_destroy" {
  description = "Whether destroying the example deletes all objects in its buckets."
  type        = bool
  default     = false
}
