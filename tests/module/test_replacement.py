"""If a resource is replaced, its settings are replaced in the same apply. Then the plan is empty and a new object replicates.

Together, the examples use every module. Buckets, roles, topics and queues are replaced in one apply, and the resources attached to them
in another, so that nothing is replaced only because the test asks for it.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from s3_replication.aws import Connection
from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment
from tests.module.conftest import planned_actions

CHECKOUT = find_checkout(Path(__file__).parent)
EXAMPLES = ("cross-account", "existing-objects", "rtc-monitoring")
HOLDERS = {"aws_s3_bucket", "aws_iam_role", "aws_sns_topic", "aws_sqs_queue"}
KEPT = {"aws_kms_key"}  # a key that encrypts is never replaced: tests/module/test_retired_keys.py


class Example:
    """One applied example whose buckets may be emptied."""

    def __init__(self, name: str, local_aws: LocalAws, folder: Path) -> None:
        self._root = copy_configuration(CHECKOUT, name, folder)
        self._environment = terraform_environment(local_aws.full_environment(), folder / "cli")
        self.terraform = Terraform(self._root, find_binary(os.environ), self._environment)
        crosses = "destination_role_arn" in (self._root / "variables.tf").read_text(encoding="utf-8")
        role = {"destination_role_arn": LOCAL_DESTINATION_ROLE} if crosses else {}
        self.terraform.variables({"name": f"replaced-{name}", "force_destroy": True, **role})
        self.terraform.init()
        self._local = local_aws

    def addresses(self) -> Mapping[str, str]:
        """Every managed resource and its type."""
        listed = subprocess.run(
            [find_binary(os.environ).path, "state", "list"],
            cwd=self._root,
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
        )
        managed = [line for line in listed.stdout.splitlines() if not re.search(r"(^|\.)data\.", line)]
        return {address: re.findall(r"(?:^|\.)(aws_\w+|terraform_data)\.", address)[-1] for address in managed}

    def replace(self, addresses: list[str]) -> None:
        """By taint: of several -replace options in one apply Terraform 1.11 loses replace_triggered_by at random (docs/traps.md)."""
        for address in addresses:
            self._run("taint", address)
        self._run("apply", "-auto-approve", "-input=false", "-no-color")

    def _run(self, *arguments: str) -> None:
        command = [find_binary(os.environ).path, *arguments]
        done = subprocess.run(command, cwd=self._root, env=self._environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def pending(self) -> Mapping[str, str]:
        """What a second plan would do."""
        return planned_actions(self.terraform, self._environment)

    def status_of_a_new_object(self) -> str:
        outputs = self.terraform.output()
        s3 = Connection.open(self._local.environment()).s3(str(outputs["source_region"]))
        bucket = str(outputs["source_bucket_name"])
        version = s3.put_object(Bucket=bucket, Key="orders/documents", Body=b"data")["VersionId"]
        self._local.control.settle()
        return str(s3.head_object(Bucket=bucket, Key="orders/documents", VersionId=version).get("ReplicationStatus"))


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(f"replaced-{name}")) for name in EXAMPLES])
def test_what_belongs_to_a_replaced_resource_follows(name: str, local_aws: LocalAws, tmp_path: Path) -> None:
    example = Example(name, local_aws, tmp_path)
    example.terraform.apply()
    resources = example.addresses()
    for group in (
        [address for address, kind in resources.items() if kind in HOLDERS],
        [address for address, kind in resources.items() if kind not in HOLDERS | KEPT],
    ):
        example.replace(group)

        assert example.pending() == {}
        assert example.status_of_a_new_object() == "COMPLETED"
