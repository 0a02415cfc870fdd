"""A destination key of another owner: its policy allows the role if the module may merge it, and never loses a statement."""

import json
import os
from pathlib import Path

import boto3
import pytest

from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import access_key
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
OWNER, AUDITOR = "222222222222", "arn:aws:iam::333333333333:root"
DELEGATION = {
    "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OWNER}:root"}, "Action": "kms:*",
    "Resource": "*",
}  # fmt: skip
FOREIGN = {"Sid": "AuditorsRead", "Effect": "Allow", "Principal": {"AWS": AUDITOR}, "Action": ["kms:Decrypt"], "Resource": "*"}
PRESENT = {"Version": "2012-10-17", "Id": "key-default-1", "Statement": [DELEGATION, FOREIGN]}
CALL = """
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "destination"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"
  }
}

variable "key" {
  type = object({ arn = string, policy_json = optional(string) })
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.destination }

  source_bucket      = { name = "given-key-reports", kms = {}, force_destroy = true }
  destination_bucket = { name = "given-key-copy", kms = { existing = var.key }, force_destroy = true }
  rules              = { everything = { priority = 1, delete_markers = false } }
}
"""


class Given:
    """The key in its owner's account, and the module that replicates with it."""

    def __init__(self, local_aws: LocalAws, folder: Path) -> None:
        self._endpoint, self._control = local_aws.endpoint, local_aws.control
        self._kms = self._client("kms", OWNER, "eu-west-1")
        self._s3 = self._client("s3", "111111111111", "us-east-1")
        self.arn = self._kms.create_key(Policy=json.dumps(PRESENT))["KeyMetadata"]["Arn"]
        path = copy_configuration(CHECKOUT, "cross-account", folder)
        for name in ("variables.tf", "outputs.tf"):
            (path / name).unlink()
        (path / "main.tf").write_text(CALL, encoding="utf-8")
        self.terraform = Terraform(path, find_binary(os.environ), terraform_environment(local_aws.full_environment(), folder / "cli"))
        self.terraform.init()

    def _client(self, service: str, account: str, region: str):  # type: ignore[no-untyped-def]  # boto3 has no types here
        return boto3.client(
            service, region, endpoint_url=self._endpoint, aws_access_key_id=access_key(account), aws_secret_access_key="local"
        )

    def give(self, policy_json: str | None = None) -> None:
        self.terraform.variables({"key": {"arn": self.arn, "policy_json": policy_json}})

    def status_of_a_new_object(self) -> str:
        version = self._s3.put_object(Bucket="given-key-reports", Key="ledger", Body=b"paid")["VersionId"]
        self._control.settle()
        return str(self._s3.head_object(Bucket="given-key-reports", Key="ledger", VersionId=version)["ReplicationStatus"])

    def policy(self) -> dict[str, list[dict[str, object]]]:
        found: dict[str, list[dict[str, object]]] = json.loads(self._kms.get_key_policy(KeyId=self.arn, PolicyName="default")["Policy"])
        return found

    def sids(self) -> list[object]:
        return [statement["Sid"] for statement in self.policy()["Statement"]]


def alike(statement: dict[str, object]) -> dict[str, object]:
    """A statement with its lists of one entry as that entry, as IAM reads them."""
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in statement.items()}


@pytest.fixture
def given(local_aws: LocalAws, tmp_path: Path) -> Given:
    return Given(local_aws, tmp_path)


def test_a_given_keys_policy_is_merged_and_never_replaced(given: Given) -> None:
    try:
        given.give()
        given.terraform.apply()
        assert given.policy() == PRESENT
        assert given.status_of_a_new_object() == "FAILED"

        given.give(json.dumps(PRESENT))
        given.terraform.apply()
        assert given.status_of_a_new_object() == "COMPLETED"
        assert given.sids() == ["Enable IAM User Permissions", "AuditorsRead", "ReplicasFromSource"]
        assert [alike(one) for one in given.policy()["Statement"][:2]] == [alike(DELEGATION), alike(FOREIGN)]
        assert not given.terraform.has_changes()

        given.give(json.dumps(given.policy()))
        assert not given.terraform.has_changes(), "the policy as it stands now, with the module's statement in it"
    finally:
        given.terraform.destroy()
    assert given.sids() == ["Enable IAM User Permissions", "AuditorsRead", "ReplicasFromSource"]
