module "force_destroy" {
  source        = "./pair"
  name          = "force-destroy"
  force_destroy = true
  providers     = { aws = aws, aws.destination = aws.ireland }
}
