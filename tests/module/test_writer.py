"""With a writer running all the time, no change of a pair's inputs loses an object: none FAILED, none without a status."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from s3_replication.aws import Connection
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment
from tests.module.writer import PAUSE_SECONDS, lost, writer

pytestmark = pytest.mark.xdist_group("writer")  # the tests change one pair, one after the other
CHECKOUT = find_checkout(Path(__file__).parent)
ROOT = """
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "far"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"
  }
}

variable "source_settings" {
  type = any
}

variable "destination_settings" {
  type = any
}

variable "role" {
  type = any
}

variable "rules" {
  type = any
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.far }

  source_bucket      = merge({ name = "written", force_destroy = true }, var.source_settings)
  destination_bucket = merge({ name = "written-copy", force_destroy = true }, var.destination_settings)
  role               = var.role
  rules              = var.rules
}
"""
DOCS = {"docs": {"priority": 1, "delete_markers": True, "prefix": "docs/"}}
BOTH = {**DOCS, "logs": {"priority": 2, "delete_markers": True, "prefix": "logs/"}}
USUAL: dict[str, Any] = {"source_settings": {}, "destination_settings": {}, "role": {}, "rules": DOCS}
KMS, NO_KMS = {"kms": {}}, {"retired_kms_keys": {"default": {}}}
SECOND = {"kms": {"key": "second"}, "retired_kms_keys": {"default": {}}}
RENAMED = {"name": "written-renamed", "path": "/storage/"}
BOUNDARY = "arn:aws:iam::111111111111:policy/written-boundary"


class Pair:
    """An applied pair, and a writer that keeps writing during changes."""

    def __init__(self, local_aws: LocalAws, folder: Path) -> None:
        root = copy_configuration(CHECKOUT, "same-account", folder)
        for name in ("variables.tf", "outputs.tf"):
            (root / name).unlink()
        (root / "main.tf").write_text(ROOT, encoding="utf-8")
        self.terraform = Terraform(root, find_binary(os.environ), terraform_environment(local_aws.full_environment(), folder / "cli"))
        self.terraform.init()
        self.control = local_aws.control
        self.s3 = Connection.open(local_aws.environment()).s3("us-east-1")
        allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*", "kms:*"], "Resource": "*"}]}
        iam = Connection.open(local_aws.environment()).iam()
        iam.create_policy(PolicyName=BOUNDARY.rpartition("/")[2], PolicyDocument=json.dumps(allowed))
        self._inputs = USUAL

    def apply(self, **changed: object) -> None:
        """Applies a change, which stays until another change undoes it."""
        self._inputs = {**self._inputs, **changed}
        self.terraform.variables(self._inputs)
        self.terraform.apply()


@pytest.fixture(scope="module")
def pair(own_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    made = Pair(own_aws, tmp_path_factory.mktemp("writer"))
    made.apply()
    return made


CHANGES: dict[str, dict[str, Any]] = {
    "KMS on both sides": {"source_settings": KMS, "destination_settings": KMS},
    "another key on both sides": {"source_settings": SECOND, "destination_settings": SECOND},
    "SSE-S3 at the source again": {"source_settings": {"retired_kms_keys": {"default": {}, "second": {}}}},
    "Object Lock on both sides": {
        "source_settings": {"retired_kms_keys": {"default": {}, "second": {}}, "object_lock": {}},
        "destination_settings": {**SECOND, "object_lock": {}},
    },
    "another role beside the old one": {"role": {**RENAMED, "retired": {"written-replication": {}}}},
    "a permissions boundary": {"role": {**RENAMED, "retired": {"written-replication": {}}, "permissions_boundary": BOUNDARY}},
    "a rule added": {"rules": BOTH},
    "a rule renamed": {"rules": {"papers": DOCS["docs"], "logs": BOTH["logs"]}},
    "a rule widened": {"rules": {"everything": {"priority": 1, "delete_markers": True}}},
    "a prefix changed": {"rules": DOCS, "role": {**RENAMED, "retired": {"written-replication": {}}, "additional_prefixes": [""]}},
    "the old permissions taken away": {"role": RENAMED},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_while_writing_loses_no_object(pair: Pair, change: str) -> None:
    with writer(pair.s3, "written", f"docs/{change.replace(' ', '-')}/") as written:
        pair.apply(**CHANGES[change])
        time.sleep(10 * PAUSE_SECONDS)  # what is written after the change counts too

    assert written
    assert lost(pair.control, pair.s3, "written", written) == {}


def test_all_changes_together_end_in_an_empty_plan(pair: Pair) -> None:
    assert not pair.terraform.has_changes()
