# The destination's alias says Frankfurt, and its Region is the source's.
module "wrong_alias" {
  source    = "./pair"
  name      = "wrong-alias"
  rule_id   = "crr"
  providers = { aws = aws, aws.destination = aws.eu-central-1 }
}

# The name says the second account.
module "account_222222222222" {
  source    = "./pair"
  name      = "named"
  providers = { aws = aws, aws.destination = aws.ireland }
}
