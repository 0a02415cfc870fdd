module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.dublin }

  source_bucket      = { name = var.name, force_destroy = true, kms = { existing = { arn = aws_kms_key.source.arn } } }
  destination_bucket = { name = "${var.name}-dublin", force_destroy = true, kms = { existing = { arn = aws_kms_key.destination.arn } } }
  role               = { name = "${var.name}-replication" }
  rules              = { everything = { priority = 1, delete_markers = true } }
}
