"""Changes of the role and the rules of an applied pair: the plan refuses to lose objects, and the documented way loses none."""

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
from tests.module.conftest import planned_actions

pytestmark = pytest.mark.xdist_group("changing-rules")  # the tests change one pair, one after the other
CHECKOUT = find_checkout(Path(__file__).parent)
ROOT = """
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "copy"
  region = "eu-west-1"
}

variable "note" {
  type = string
}

variable "source_account" {
  type = string
}

variable "role" {
  type = any
}

variable "rules" {
  type = any
}

resource "terraform_data" "before" {
  input = var.note
}

module "source" {
  source     = "../../modules/source"
  depends_on = [terraform_data.before]

  bucket       = { name = "changing" }
  account      = { id = var.source_account }
  destinations = { copy = module.copy.as_destination }
  rules        = { for id, rule in var.rules : id => merge({ destination = "copy" }, rule) }
  role         = var.role
}

module "copy" {
  source    = "../../modules/destination"
  providers = { aws = aws.copy }

  bucket = { name = "changing-copy" }
}
"""
RULES: dict[str, Any] = {
    "prefix": {"priority": 3, "prefix": "docs/", "delete_markers": True},
    "tag": {"priority": 1, "tags": {"keep": "yes"}, "delete_markers": False},
    "tags": {"priority": 2, "tags": {"keep": "yes", "team": "tax"}, "delete_markers": False},
    "both": {"priority": 4, "tags": {"keep": "yes"}, "prefix": "tax/", "delete_markers": False},
    "everything": {"priority": 0, "delete_markers": True},
}
USUAL: dict[str, Any] = {"note": "first", "source_account": "111111111111", "role": {}, "rules": RULES}
ROLE = "module.source.module.role.aws_iam_role.this"
CONFIGURATION = "module.source.aws_s3_bucket_replication_configuration.this"


class Pair:
    """An applied pair and its objects."""

    def __init__(self, local_aws: LocalAws, folder: Path) -> None:
        root = copy_configuration(CHECKOUT, "same-account", folder)
        for name in ("variables.tf", "outputs.tf"):
            (root / name).unlink()
        (root / "main.tf").write_text(ROOT, encoding="utf-8")
        self._environment = terraform_environment(local_aws.full_environment(), folder / "cli")
        self.terraform = Terraform(root, find_binary(os.environ), self._environment)
        self.terraform.init()
        self._local = local_aws
        self.s3 = Connection.open(local_aws.environment()).s3("us-east-1")

    def apply(self, **changed: object) -> None:
        self.set(**changed)
        self.terraform.apply()

    def set(self, **changed: object) -> None:
        self.terraform.variables({**USUAL, **changed})

    def taint(self, address: str) -> None:
        command = [find_binary(os.environ).path, "taint", address]
        subprocess.run(command, cwd=self.terraform.folder, env=self._environment, check=True, capture_output=True)

    def untaint(self, address: str) -> None:
        command = [find_binary(os.environ).path, "untaint", address]
        subprocess.run(command, cwd=self.terraform.folder, env=self._environment, check=True, capture_output=True)

    def actions(self) -> Mapping[str, str]:
        return planned_actions(self.terraform, self._environment)

    def refusal(self) -> str:
        """Why Terraform plans nothing, on one line."""
        with pytest.raises(TerraformError) as refused:
            self.terraform.plan()
        return " ".join(str(refused.value).split())

    def status(self, key: str) -> str | None:
        version = self.s3.put_object(Bucket="changing", Key=key, Body=b"data")["VersionId"]
        self._local.control.settle()
        status: str | None = self.s3.head_object(Bucket="changing", Key=key, VersionId=version).get("ReplicationStatus")
        return status


@pytest.fixture(scope="module")
def pair(own_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    made = Pair(own_aws, tmp_path_factory.mktemp("changing"))
    made.apply()
    return made


def test_a_changed_dependency_of_the_call_changes_nothing_else(pair: Pair) -> None:
    """It defers every data source of the module, and with them what the rules are made from."""
    pair.apply(note="second")

    assert not pair.terraform.has_changes()


def test_a_replaced_role_has_its_permissions_again(pair: Pair) -> None:
    pair.taint(f'{ROLE}["default"]')
    pair.apply()

    assert not pair.terraform.has_changes()
    assert pair.status("after-the-replacement") == "COMPLETED"


def test_a_role_is_not_renamed_without_keeping_the_old_one(pair: Pair) -> None:
    pair.set(role={"name": "renamed", "path": "/new/"})

    assert 'role.retired = { "changing-replication" = { path = "/" } }' in pair.refusal()


def test_a_path_is_not_changed_alone(pair: Pair) -> None:
    pair.set(role={"path": "/new/"})

    assert "change role.name too" in pair.refusal()


def test_a_renamed_role_takes_over_while_the_old_one_stays(pair: Pair) -> None:
    pair.apply(role={"name": "renamed", "path": "/new/", "retired": {"changing-replication": {}}})

    assert pair.s3.get_bucket_replication(Bucket="changing")["ReplicationConfiguration"]["Role"].endswith(":role/new/renamed")
    assert not pair.terraform.has_changes()
    assert pair.status("after-the-renaming") == "COMPLETED"
    pair.set(role={"name": "renamed", "path": "/new/"})
    assert pair.actions() == {f'{ROLE}["default"]': "delete", f'{ROLE.replace("role.this", "role_policy.this")}["default"]': "delete"}

    pair.apply(role={"retired": {"renamed": {"path": "/new/"}}})


def test_a_prefix_is_not_narrowed_without_keeping_the_old_permission(pair: Pair) -> None:
    narrow = {"one": {"priority": 1, "prefix": "docs/", "delete_markers": True}}
    pair.set(rules=narrow)
    assert "Set role.additional_prefixes = [" in pair.refusal()

    pair.apply(rules=narrow, role={"additional_prefixes": [""]})
    pair.apply(rules=narrow)

    assert not pair.terraform.has_changes()
    assert pair.status("docs/plan") == "COMPLETED"


def test_a_replaced_bucket_gets_its_rules_in_the_same_apply(pair: Pair) -> None:
    bucket = "module.source.module.bucket.aws_s3_bucket.this[0]"
    pair.taint(bucket)
    try:
        planned = pair.actions()
    finally:
        pair.untaint(bucket)

    assert planned[bucket] == planned[CONFIGURATION] == "replace"


def test_an_account_that_is_not_the_providers_is_named(pair: Pair) -> None:
    pair.set(source_account="222222222222")

    assert "belongs to account 222222222222, but the provider works in account 111111111111" in pair.refusal()
