module "unknown_action" {
  source              = "./pair"
  name                = "unknown-action"
  destination_actions = ["s3:ReplicateObjects", "s3:Replicate", "s3:ReplicateTags"]
  providers           = { aws = aws, aws.destination = aws.ireland }
}
