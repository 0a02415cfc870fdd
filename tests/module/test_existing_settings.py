"""The owner's settings of an existing bucket stay: Terraform refuses to destroy them, and the documented steps change nothing on AWS."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from s3_replication.aws import Connection
from s3_replication.errors import TerraformError
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

pytestmark = pytest.mark.xdist_group("existing-settings")  # the tests change one bucket, one after the other
CHECKOUT = find_checkout(Path(__file__).parent)
NAME = "owned"
PROVIDER = 'provider "aws" {\n  region = "us-east-1"\n}\n'
CALL = """
variable "manage" {
  type = set(string)
}

module "bucket" {
  source = "../../modules/bucket"

  name = "owned"
  existing = {
    manage         = var.manage
    policy_json    = contains(var.manage, "policy") ? file("${path.module}/policy.json") : null
    compare_policy = false
  }
}

module "operations" {
  source = "../../modules/bucket-operations"

  bucket_name     = module.bucket.id
  existing        = true
  lifecycle_rules = { uploads = { abort_uploads_after = 7 } }
  access_log      = { bucket_name = "owned-logs" }
}
"""
MONITORING = """
module "monitoring" {
  source = "../../modules/monitoring"

  rules = {
    logs = {
      rule_id            = "logs"
      source_bucket_name = "owned-logs"
      source_region      = "us-east-1"
      destination_bucket_name = "copy"
      destination_region = "us-east-1"
      rtc                = false
      existing           = true
    }
  }

  topic                    = { name = "owned" }
  replace_notifications_of = ["owned-logs"]
}
"""
REMOVED = """
removed {
  from = module.bucket

  lifecycle {
    destroy = false
  }
}

removed {
  from = module.operations

  lifecycle {
    destroy = false
  }
}
"""
EVERYTHING = ["versioning", "policy", "public_access", "ownership", "encryption"]
AUDITOR = {
    "Sid": "Auditor", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::owned/*",
}  # fmt: skip
DELIVERY = {
    "Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::owned-logs/*",
}  # fmt: skip
ADDRESSES = [
    "module.bucket.aws_s3_bucket_ownership_controls.existing",
    "module.bucket.aws_s3_bucket_policy.existing",
    "module.bucket.aws_s3_bucket_public_access_block.existing",
    "module.bucket.aws_s3_bucket_server_side_encryption_configuration.existing",
    "module.bucket.aws_s3_bucket_versioning.existing",
    "module.operations.aws_s3_bucket_lifecycle_configuration.existing",
    "module.operations.aws_s3_bucket_logging.existing",
]


class Owned:
    """An owner's bucket with settings and a notification, taken over by the module."""

    def __init__(self, local_aws: LocalAws, folder: Path) -> None:
        connection = Connection.open(local_aws.environment())
        self.s3 = connection.s3("us-east-1")
        for bucket in (NAME, "owned-logs"):
            self.s3.create_bucket(Bucket=bucket)
        self.s3.put_bucket_policy(Bucket="owned-logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [DELIVERY]}))
        self.s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
        policy = json.dumps({"Version": "2012-10-17", "Statement": [AUDITOR]})
        self.s3.put_bucket_policy(Bucket=NAME, Policy=policy)
        self.s3.put_bucket_notification_configuration(Bucket=NAME, NotificationConfiguration={"EventBridgeConfiguration": {}})
        self.root = copy_configuration(CHECKOUT, "same-account", folder)
        for name in ("variables.tf", "outputs.tf"):
            (self.root / name).unlink()
        (self.root / "policy.json").write_text(policy, encoding="utf-8")
        self.environment = terraform_environment(local_aws.full_environment(), folder / "cli")
        self.terraform = Terraform(self.root, find_binary(os.environ), self.environment)
        self.write(PROVIDER + CALL + MONITORING, EVERYTHING)
        self.terraform.init()

    def write(self, text: str, manage: list[str] | None) -> None:
        (self.root / "main.tf").write_text(text, encoding="utf-8")
        self.terraform.variables({} if manage is None else {"manage": manage})

    def notification(self) -> Mapping[str, Any]:
        """What modules/monitoring set on the other bucket."""
        found = self.s3.get_bucket_notification_configuration(Bucket="owned-logs")
        return {key: value for key, value in found.items() if key != "ResponseMetadata"}

    def settings(self) -> Mapping[str, Any]:
        calls = {
            "encryption": self.s3.get_bucket_encryption,
            "lifecycle": self.s3.get_bucket_lifecycle_configuration,
            "logging": self.s3.get_bucket_logging,
            "notification": self.s3.get_bucket_notification_configuration,
            "ownership": self.s3.get_bucket_ownership_controls,
            "policy": self.s3.get_bucket_policy,
            "public access": self.s3.get_public_access_block,
            "versioning": self.s3.get_bucket_versioning,
        }
        return {name: {key: value for key, value in call(Bucket=NAME).items() if key != "ResponseMetadata"} for name, call in calls.items()}


@pytest.fixture(scope="module")
def owned(own_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Owned:
    made = Owned(own_aws, tmp_path_factory.mktemp("owned"))
    made.terraform.apply()
    return made


def test_the_owners_statements_and_notification_stay(owned: Owned) -> None:
    statements = json.loads(owned.settings()["policy"]["Policy"])["Statement"]

    assert [one["Sid"] for one in statements] == ["Auditor", "DenyRequestsWithoutTls", "DenyKeysOfWriters"]
    assert "EventBridgeConfiguration" in owned.settings()["notification"]
    assert not owned.terraform.has_changes()


def test_what_manage_lists_is_set(owned: Owned) -> None:
    settings = owned.settings()

    assert settings["versioning"]["Status"] == "Enabled"
    assert set(settings["public access"]["PublicAccessBlockConfiguration"].values()) == {True}
    assert settings["ownership"]["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert [rule["Status"] for rule in settings["lifecycle"]["Rules"]] == ["Enabled"]


def test_a_destroy_is_refused_before_it_changes_anything(owned: Owned) -> None:
    before = owned.settings()

    with pytest.raises(TerraformError, match="Instance cannot be destroyed"):
        owned.terraform.destroy()

    assert owned.settings() == before


@pytest.mark.parametrize("item", EVERYTHING)
def test_an_item_does_not_leave_manage(owned: Owned, item: str) -> None:
    before = owned.settings()
    owned.write(PROVIDER + CALL + MONITORING, [one for one in EVERYTHING if one != item])
    try:
        with pytest.raises(TerraformError, match="Instance cannot be destroyed"):
            owned.terraform.apply()
    finally:
        owned.write(PROVIDER + CALL + MONITORING, EVERYTHING)

    assert owned.settings() == before


def test_monitoring_does_not_destroy_a_notification_configuration(owned: Owned) -> None:
    before = owned.notification()
    owned.write(PROVIDER + CALL + MONITORING.replace("replace_notifications_of", "leave_notifications_of  "), EVERYTHING)
    try:
        with pytest.raises(TerraformError, match="Instance cannot be destroyed"):
            owned.terraform.apply()
    finally:
        owned.write(PROVIDER + CALL + MONITORING, EVERYTHING)

    assert [topic["Id"] for topic in before["TopicConfigurations"]] == ["replication"]
    assert owned.notification() == before


def test_a_notification_configuration_that_terraform_forgets_stays(owned: Owned) -> None:
    before = owned.notification()
    owned.terraform.forget(r"^module\.monitoring\.aws_s3_bucket_notification\.existing")
    owned.write(PROVIDER + CALL, EVERYTHING)
    owned.terraform.apply()

    assert owned.notification() == before


def test_the_ways_out_keep_every_setting(owned: Owned) -> None:
    before = owned.settings()
    command = [find_binary(os.environ).path, "state", "rm", ADDRESSES[1]]
    subprocess.run(command, cwd=owned.root, env=owned.environment, check=True, capture_output=True)
    owned.write(PROVIDER + CALL, [one for one in EVERYTHING if one != "policy"])
    assert not owned.terraform.has_changes()

    owned.write(PROVIDER + REMOVED, None)
    owned.terraform.apply()

    assert owned.settings() == before
    assert owned.terraform.show().get("values") is None
