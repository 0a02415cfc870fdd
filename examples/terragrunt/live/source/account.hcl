# `role` is what Terraform assumes in the account.

locals {
  partition = "aws"
  id        = "111111111111"
  role      = "terraform"
}
