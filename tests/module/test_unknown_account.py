"""An account that the same run creates: the plan does not know its id, so it does not know whether there are two accounts."""

import os
from pathlib import Path

from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
# It takes the place of aws_organizations_account.
ACCOUNT = """
resource "terraform_data" "account" {
  input = "222222222222"
}
"""
GIVEN = 'module "replication" {\n  account_ids = { source = "111111111111", destination = terraform_data.account.output }\n'
POLICY = "module.replication.module.destination.module.bucket.aws_s3_bucket_policy.this[0]"


def test_a_pair_is_planned_before_its_second_account_is_known(local_aws: LocalAws, tmp_path: Path) -> None:
    root = copy_configuration(CHECKOUT, "cross-account", tmp_path)
    text = (root / "main.tf").read_text(encoding="utf-8")
    (root / "main.tf").write_text(text.replace('module "replication" {\n', GIVEN) + ACCOUNT, encoding="utf-8")
    terraform = Terraform(root, find_binary(os.environ), terraform_environment(local_aws.full_environment(), tmp_path / "cli"))
    terraform.variables({"name": "new-account", "destination_role_arn": LOCAL_DESTINATION_ROLE})
    terraform.init()

    planned = {change["address"]: change["change"] for change in terraform.plan().document["resource_changes"]}

    assert planned[POLICY]["actions"] == ["create"]
    assert planned[POLICY]["after_unknown"]["policy"] is True
