variable "name" {
  description = "Beginning of the three buckets' names, which must be free in all of AWS, and of the trail's."
  type        = string
}

variable "source_region" {
  description = "Region of the source bucket."
  type        = string
  default     = "us-east-1"
}

variable "destination_region" {
  description = "Region of the destination bucket."
  type        = string
  default     = "eu-west-1"
}

variable "force_destroy" {
  description = "Whether destroying the example deletes all objects in its buckets."
  type        = bool
  default     = false
}
