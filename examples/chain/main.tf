provider "aws" {
  region = var.first_region
}

provider "aws" {
  alias  = "second"
  region = var.second_region
}

provider "aws" {
  alias  = "third"
  region = var.third_region
}

# What is written here goes to both others: the second bucket would not pass it on.
module "first" {
  source = "../../modules/source"

  bucket = { name = "${var.name}-first", force_destroy = var.force_destroy }

  destinations = {
    second = { bucket_name = module.second.receiving_bucket_name, account_id = module.second.account_id, region = module.second.region }
    third  = module.third.as_destination
  }

  rules = {
    to-second = { destination = "second", priority = 1, delete_markers = true }
    to-third  = { destination = "third", priority = 2, delete_markers = true }
  }
}

# Only what is written here itself goes on from here.
module "second" {
  source    = "../../modules/source"
  providers = { aws = aws.second }

  bucket       = { name = "${var.name}-second", force_destroy = var.force_destroy }
  destinations = { third = module.third.as_destination }
  rules        = { to-third = { destination = "third", priority = 1, delete_markers = true } }
}

module "third" {
  source    = "../../modules/destination"
  providers = { aws = aws.third }

  bucket = { name = "${var.name}-third", force_destroy = var.force_destroy }
}
