"""The import recipe of docs/upgrading.md takes a running pair over: everything is imported, nothing changes, and the plan stays empty."""

import os
import re
from pathlib import Path

from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
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


def imports() -> str:
    """The recipe's HCL, as the page has it."""
    page = (CHECKOUT / "docs" / "upgrading.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- BEGIN IMPORTS -->\n```hcl\n(.*?)```\n<!-- END IMPORTS -->", page, re.DOTALL)
    assert found is not None
    return found[1]


def root(folder: Path, hcl: str, local_aws: LocalAws) -> Terraform:
    path = copy_configuration(CHECKOUT, "same-account", folder)
    for name in ("variables.tf", "outputs.tf"):
        (path / name).unlink()
    (path / "main.tf").write_text(hcl, encoding="utf-8")
    terraform = Terraform(path, find_binary(os.environ), terraform_environment(local_aws.full_environment(), folder / "cli"))
    terraform.init()
    return terraform


def test_the_import_recipe_ends_in_an_empty_plan(local_aws: LocalAws, tmp_path: Path) -> None:
    theirs = root(tmp_path / "theirs", CALL, local_aws)
    theirs.apply()
    ours = root(tmp_path / "ours", CALL + imports(), local_aws)
    try:
        plan = ours.plan()
        changes = plan.document["resource_changes"]
        assert isinstance(changes, list)
        managed = [change for change in changes if change["mode"] == "managed"]
        imported = [change["address"] for change in managed if "importing" in change["change"]]
        changed = [change["address"] for change in managed if change["change"]["actions"] != ["no-op"]]

        assert changed == []
        assert imported == [change["address"] for change in managed]

        ours.apply(plan)

        assert not ours.has_changes()
    finally:
        theirs.destroy()
