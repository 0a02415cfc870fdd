"""The import blocks of docs/upgrading.md take a running pair over: everything is imported, nothing changes, and the plan stays empty."""

from collections.abc import Callable
from typing import Any

from s3_replication.terraform import Terraform

CALL = """
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "dublin"
  region = "eu-west-1"
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.dublin }

  source_bucket      = { name = "acme-reports" }
  destination_bucket = { name = "acme-reports-dublin" }
  rules              = { everything = { priority = 1, delete_markers = true, prefix = "tax/" } }
}
"""


def test_the_import_recipe_ends_in_an_empty_plan(recipe: Callable[[str], str], root: Callable[..., Terraform], changes: Any) -> None:
    theirs = root("theirs", {"main.tf": CALL})
    theirs.apply()
    ours = root("ours", {"main.tf": CALL + recipe("IMPORTS")})
    try:
        plan = ours.plan()
        found = changes(plan)

        assert found.changed == []
        assert found.imported == found.addresses

        ours.apply(plan)

        assert not ours.has_changes()
    finally:
        theirs.destroy()
