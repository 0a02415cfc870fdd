# One root with one file per fault, planned once. The plan needs no AWS.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "first"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

provider "aws" {
  alias                       = "ireland"
  region                      = "eu-west-1"
  access_key                  = "first"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

# The alias says another Region than the provider has.
provider "aws" {
  alias                       = "eu-central-1"
  region                      = "us-east-1"
  access_key                  = "first"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

provider "aws" {
  alias                       = "second"
  region                      = "us-east-1"
  access_key                  = "second"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
