variable "name" {
  description = "Beginning of the buckets' names, which must be free in all of AWS."
  type        = string
}

variable "region" {
  description = "Region of all buckets."
  type        = string
  default     = "us-east-1"
}

variable "force_destroy" {
  description = "Whether destroying the example deletes all objects in its buckets."
  type        = bool
  default     = false
}
