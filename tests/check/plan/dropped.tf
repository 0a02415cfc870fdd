# A prefix that the module does not read, and one that it does.
module "dropped" {
  source           = "./pair"
  name             = "dropped"
  replication_rule = { prefix = "logs/", filter = { tags = {} } }
  providers        = { aws = aws, aws.destination = aws.ireland }
}

module "kept" {
  source = "./pair"
  name   = "kept"
  replication_rule = {
    filter = { prefix = "logs/" }
    later  = { prefix = "archive/", enabled = false }
  }
  replication_reports = { prefix = "access/" }
  providers           = { aws = aws, aws.destination = aws.ireland }
}
