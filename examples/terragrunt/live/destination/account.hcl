# `role` is what Terraform assumes in the account.

locals {
  partition = "aws"
  id        = "222222222222"
  role      = "terraform"
}
