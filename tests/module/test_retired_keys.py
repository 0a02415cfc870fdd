"""A key exists as long as the objects that it encrypts: a bucket's key can be retired, but not removed."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from s3_replication.aws import Connection
from s3_replication.errors import TerraformError
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
NAME = "retired-keys"
PAGE = (CHECKOUT / "docs" / "changing.md").read_text(encoding="utf-8")
CALL = """
provider "aws" {{
  region = "us-east-1"
}}

module "bucket" {{
  source = "../../modules/bucket"

  name          = "{name}"
  force_destroy = true
  {keys}
}}

output "keys" {{
  value = concat([module.bucket.kms_key_arn], module.bucket.retired_kms_key_arns)
}}
"""
FIRST, SECOND, MULTI_REGION = "kms = {}", 'kms = { key = "second" }', "kms = { multi_region = true }"
RETIRED = "retired_kms_keys = { default = {} }"


class Bucket:
    """One bucket whose keys change."""

    def __init__(self, local_aws: LocalAws, folder: Path) -> None:
        self.kms = Connection.open(local_aws.environment()).kms("us-east-1")
        self.variables = local_aws.full_environment()
        root = copy_configuration(CHECKOUT, "same-account", folder)
        for name in ("variables.tf", "outputs.tf"):
            (root / name).unlink()
        self.terraform = Terraform(root, find_binary(os.environ), terraform_environment(local_aws.full_environment(), folder / "cli"))
        self.write(FIRST)
        self.terraform.init()

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """A command line of the page, with this bucket's address."""
        words = shlex.split(command.replace("module.replication.module.source.", ""))
        environment = terraform_environment(self.variables, self.terraform.folder.parent / "cli")
        words[0] = find_binary(os.environ).path
        return subprocess.run(words, cwd=self.terraform.folder, env=environment, check=False, capture_output=True, text=True)

    def write(self, *keys: str) -> None:
        text = CALL.format(name=NAME, keys="\n  ".join(keys))
        (self.terraform.folder / "main.tf").write_text(text, encoding="utf-8")

    def keys(self) -> list[str]:
        found = self.terraform.output()["keys"]
        assert isinstance(found, list)
        return [arn for arn in found if arn]

    def state(self, arn: str) -> str:
        return str(self.kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"])


@pytest.fixture
def bucket(local_aws: LocalAws, tmp_path: Path) -> Bucket:
    return Bucket(local_aws, tmp_path)


def test_a_key_in_use_is_retired_and_never_dropped(bucket: Bucket) -> None:
    bucket.terraform.apply()
    bucket.terraform.apply()  # the state now shows the default encryption, as it does for every later plan
    (first,) = bucket.keys()

    for change in ([], [SECOND]):
        bucket.write(*change)
        with pytest.raises(TerraformError, match="encrypts with"):
            bucket.terraform.apply()
        assert bucket.state(first) == "Enabled"

    bucket.write(FIRST)
    undo_a_replacement(bucket, first)
    assert not bucket.terraform.has_changes()

    bucket.write(SECOND, RETIRED)
    bucket.terraform.apply()
    assert not bucket.terraform.has_changes()
    second, retired = bucket.keys()
    assert retired == first
    assert bucket.state(first) == bucket.state(second) == "Enabled"

    bucket.write(SECOND)
    bucket.terraform.apply()
    assert bucket.state(first) == "PendingDeletion"
    bucket.terraform.destroy()


def test_a_key_does_not_become_another_kind(bucket: Bucket) -> None:
    """Terraform would destroy it; and docs/changing.md says how to take over a key that the module created."""
    bucket.terraform.apply()
    (first,) = bucket.keys()
    own = f'kms = {{ existing = {{ arn = "{first}" }} }}'

    for change in ([MULTI_REGION], [own], [SECOND, RETIRED.replace("{}", "{ multi_region = true }")]):
        bucket.write(*change)
        with pytest.raises(TerraformError, match="would turn the key"):
            bucket.terraform.apply()
    assert bucket.state(first) == "Enabled"

    take_over = PAGE.split("## Take over a key of the module\n")[1].split("\n## ")[0]
    for command in re.findall(r"^\$ (terraform state rm .*)$", take_over, re.MULTILINE):
        assert bucket.run(command).returncode == 0
    bucket.write(own)
    bucket.terraform.apply()
    assert bucket.keys() == [first]
    assert bucket.state(first) == "Enabled"
    bucket.terraform.destroy()
    assert bucket.state(first) == "Enabled"


def undo_a_replacement(bucket: Bucket, first: str) -> None:
    """-replace of the key in use fails after the new key exists; the commands of docs/changing.md then take the old one back."""
    before = keys_of(bucket)
    replaced = bucket.run("terraform apply -auto-approve -no-color -replace 'module.bucket.aws_kms_key.this[\"default\"]'")
    assert "encrypts with" in " ".join(replaced.stderr.split())
    (new,) = keys_of(bucket) - before
    assert bucket.state(first) == "Enabled"

    forget, take_back, apply, delete = re.findall(
        r"^\$ (.*)$", PAGE.split("## Undo `-replace` of a KMS key\n")[1].split("\n## ")[0], re.MULTILINE
    )
    assert bucket.run(forget).returncode == 0
    assert bucket.run(take_back.replace("OLD_KEY_ID", first.rpartition("/")[2])).returncode == 0
    assert bucket.run(f"{apply} -auto-approve").returncode == 0
    assert delete == "aws kms schedule-key-deletion --region REGION --key-id NEW_KEY_ID"
    bucket.kms.schedule_key_deletion(KeyId=new)


def keys_of(bucket: Bucket) -> set[str]:
    """The keys that the module has made for the bucket; other tests have keys in the same account."""
    keys = [one["KeyId"] for page in bucket.kms.get_paginator("list_keys").paginate() for one in page["Keys"]]
    described = [bucket.kms.describe_key(KeyId=key)["KeyMetadata"] for key in keys]
    return {one["Arn"] for one in described if one["Description"] == f"Default encryption of bucket {NAME}"}
