"""An existing bucket keeps its settings until `existing.manage` lists them, and a created bucket does not become an existing one."""

import os
from pathlib import Path

import pytest

from s3_replication.aws import Connection
from s3_replication.errors import TerraformError
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
    made = Terraform(root, find_binary(os.environ), terraform_environment(local_aws.full_environment(), tmp_path / "cli"))
    write(made, NAME, TOLD)
    made.init()
    return made


def write(terraform: Terraform, name: str, settings: str) -> None:
    (terraform.folder / "main.tf").write_text(CALL.format(name=name, settings=settings), encoding="utf-8")


def test_a_default_retention_is_replaced_only_where_that_is_asked_for(local_aws: LocalAws, terraform: Terraform) -> None:
    s3 = Connection.open(local_aws.environment()).s3()
    s3.create_bucket(Bucket=NAME, ObjectLockEnabledForBucket=True)
    theirs = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}}
    s3.put_object_lock_configuration(Bucket=NAME, ObjectLockConfiguration=theirs)

    terraform.apply()

    assert s3.get_object_lock_configuration(Bucket=NAME)["ObjectLockConfiguration"] == theirs

    write(terraform, NAME, ASKED)
    terraform.apply()

    ours = {"Mode": "GOVERNANCE", "Days": 2}
    assert s3.get_object_lock_configuration(Bucket=NAME)["ObjectLockConfiguration"]["Rule"]["DefaultRetention"] == ours


def test_existing_does_not_drop_a_bucket_that_the_module_created(local_aws: LocalAws, terraform: Terraform) -> None:
    """Not even with force_destroy, where Terraform would delete its objects; and docs/changing.md says how to hand it over."""
    s3 = Connection.open(local_aws.environment()).s3()
    write(terraform, "created-first", "force_destroy = true")
    terraform.apply()
    s3.put_object(Bucket="created-first", Key="kept", Body=b"data")
    policy = s3.get_bucket_policy(Bucket="created-first")["Policy"]

    write(terraform, "created-first", "existing = {}")
    with pytest.raises(TerraformError, match="the module created this"):
        terraform.apply()
    assert s3.get_bucket_policy(Bucket="created-first")["Policy"] == policy

    terraform.forget(r"^module\.bucket\.")
    terraform.apply()
    assert s3.get_bucket_policy(Bucket="created-first")["Policy"] == policy
    assert [one["Key"] for one in s3.list_object_versions(Bucket="created-first")["Versions"]] == ["kept"]
