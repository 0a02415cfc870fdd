"""The settings of an existing bucket do not change until `existing.manage` lists it: here the default retention of its Object Lock."""

import os
from pathlib import Path

import pytest

from s3_replication.aws import Connection
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
NAME = "existing-locked"
CALL = """
provider "aws" {{
  region = "us-east-1"
}}

module "bucket" {{
  source = "../../modules/bucket"

  name = "{name}"
  {settings}
}}
"""
TOLD = "existing    = {}\n  object_lock = {}"
ASKED = (
    'existing    = { manage = ["versioning", "object_lock"] }\n  object_lock = { default_retention = { mode = "GOVERNANCE", days = 2 } }'
)


@pytest.fixture
def terraform(local_aws: LocalAws, tmp_path: Path) -> Terraform:
    root = copy_configuration(CHECKOUT, "same-account", tmp_path)
    for name in ("variables.tf", "outputs.tf"):
        (root / name).unlink()
    (root / "main.tf").write_text(CALL.format(name=NAME, settings=TOLD), encoding="utf-8")
    made = Terraform(root, find_binary(os.environ), terraform_environment(local_aws.full_environment(), tmp_path / "cli"))
    made.init()
    return made


def test_a_default_retention_is_replaced_only_where_that_is_asked_for(local_aws: LocalAws, terraform: Terraform) -> None:
    s3 = Connection.open(local_aws.environment()).s3()
    s3.create_bucket(Bucket=NAME, ObjectLockEnabledForBucket=True)
    theirs = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}}
    s3.put_object_lock_configuration(Bucket=NAME, ObjectLockConfiguration=theirs)

    terraform.apply()

    assert s3.get_object_lock_configuration(Bucket=NAME)["ObjectLockConfiguration"] == theirs

    (terraform.folder / "main.tf").write_text(CALL.format(name=NAME, settings=ASKED), encoding="utf-8")
    terraform.apply()

    ours = {"Mode": "GOVERNANCE", "Days": 2}
    assert s3.get_object_lock_configuration(Bucket=NAME)["ObjectLockConfiguration"]["Rule"]["DefaultRetention"] == ours
