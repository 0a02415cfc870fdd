variable "bucket_name" {
  description = "Name of the bucket that receives the replicas, free in all of AWS."
  type        = string
}

variable "source_role_arn" {
  description = "ARN that the replication role of the source's account has or will have."
  type        = string
}

variable "region" {
  description = "Region of the bucket."
  type        = string
  default     = "eu-west-1"
}

variable "force_destroy" {
  description = "Whether destroying the example deletes all objects in its bucket."
  type        = bool
  default     = false
}
