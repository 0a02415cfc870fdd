"""Recipes of docs/changing.md: a second destination by two moved blocks, another one instead of the first, and the end that keeps all."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from s3_replication.aws import Connection
from s3_replication.local import LocalAws
from s3_replication.terraform import PlanResult, Terraform, copy_configuration, find_binary, find_checkout, terraform_environment
from tests.module.writer import lost, writer

pytestmark = pytest.mark.xdist_group("recipes")  # the tests change one pair, one after the other
CHECKOUT = find_checkout(Path(__file__).parent)
PAGE = (CHECKOUT / "docs" / "changing.md").read_text(encoding="utf-8")
SECOND = "Add a second destination to a pair of the root module"
REGIONS = {"dublin": "eu-west-1", "sydney": "ap-southeast-2"}
PROVIDERS = 'provider "aws" {\n  region = "us-east-1"\n}\n' + "".join(
    f'provider "aws" {{\n  alias  = "{alias}"\n  region = "{region}"\n}}\n' for alias, region in REGIONS.items()
)
SETTINGS = [
    "get_bucket_encryption",
    "get_bucket_ownership_controls",
    "get_bucket_policy",
    "get_bucket_versioning",
    "get_public_access_block",
]


def recipe(heading: str) -> list[str]:
    """The HCL of one section of the page, with the checkout as the module's source."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"```hcl\n(.*?)```", section, re.DOTALL)
    return [block.replace('"./terraform-aws-s3-replication', '"../..').replace("acme-reports", "recipes") for block in blocks]


def made(local_aws: LocalAws, folder: Path, text: str) -> Terraform:
    root = copy_configuration(CHECKOUT, "same-account", folder)
    for name in ("variables.tf", "outputs.tf"):
        (root / name).unlink()
    (root / "main.tf").write_text(PROVIDERS + text, encoding="utf-8")
    terraform = Terraform(root, find_binary(os.environ), terraform_environment(local_aws.full_environment(), folder / "cli"))
    terraform.init()
    return terraform


def rewrite(terraform: Terraform, text: str) -> None:
    (terraform.folder / "main.tf").write_text(PROVIDERS + text, encoding="utf-8")


@pytest.fixture(scope="module")
def pair(own_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The pair of the root module with which the recipes begin; each test changes it further."""
    terraform = made(own_aws, tmp_path_factory.mktemp("recipes"), recipe(SECOND)[0])
    terraform.apply()
    return terraform


def destroyed(plan: PlanResult) -> list[str]:
    return [one["address"] for one in plan.document["resource_changes"] if "delete" in one["change"]["actions"]]


def replicas(own_aws: LocalAws, key: str) -> Mapping[str, str | None]:
    """Writes an object, and says by destination which version arrived; all must be done with it."""
    s3 = Connection.open(own_aws.environment()).s3("us-east-1")
    version = s3.put_object(Bucket="recipes", Key=key, Body=b"paid")["VersionId"]
    own_aws.control.settle()
    assert s3.head_object(Bucket="recipes", Key=key, VersionId=version)["ReplicationStatus"] == "COMPLETED"
    copies = {name: Connection.open(own_aws.environment()).s3(region) for name, region in REGIONS.items()}
    found = {name: copy.list_object_versions(Bucket=f"recipes-{name}", Prefix=key).get("Versions", []) for name, copy in copies.items()}
    return {name: "same version" if [one["VersionId"] for one in versions] == [version] else None for name, versions in found.items()}


def apply_while_writing(own_aws: LocalAws, pair: Terraform, plan: PlanResult) -> None:
    s3 = Connection.open(own_aws.environment()).s3("us-east-1")
    with writer(s3, "recipes", "while/") as written:
        pair.apply(plan)

    assert written
    assert lost(own_aws.control, s3, "recipes", written) == {}


def keys(s3: Any, bucket: str) -> list[str]:
    """Without those that were written during a change."""
    return [one["Key"] for one in s3.list_object_versions(Bucket=bucket)["Versions"] if not one["Key"].startswith("while/")]


def test_a_second_destination_destroys_nothing(own_aws: LocalAws, pair: Terraform) -> None:
    rewrite(pair, recipe(SECOND)[1])
    pair.init()
    plan = pair.plan()
    assert destroyed(plan) == []
    apply_while_writing(own_aws, pair, plan)

    assert replicas(own_aws, "first") == {"dublin": "same version", "sydney": "same version"}


def test_moving_to_another_destination_keeps_the_old_bucket(own_aws: LocalAws, pair: Terraform) -> None:
    """Steps 3 and 4: the old rule is disabled; then it goes with the old destination, and the call of its module stays."""
    disabled = re.sub(r"( *everything = {[^\n]*) }\n", r"\1, enabled = false }\n", recipe(SECOND)[1])
    gone = re.sub(r" *everything = {[^\n]*\n", "", recipe(SECOND)[1]).replace("dublin = module.dublin.as_destination, ", "")
    assert "enabled = false" in disabled
    for text in (disabled, gone):
        rewrite(pair, text)
        plan = pair.plan()
        assert destroyed(plan) == []
        apply_while_writing(own_aws, pair, plan)

    assert replicas(own_aws, "second") == {"dublin": None, "sydney": "same version"}
    assert keys(Connection.open(own_aws.environment()).s3("eu-west-1"), "recipes-dublin") == ["first"]


def test_the_end_of_replication_keeps_the_buckets(own_aws: LocalAws, pair: Terraform) -> None:
    s3 = Connection.open(own_aws.environment()).s3("us-east-1")
    settings = {name: getattr(s3, name)(Bucket="recipes") | {"ResponseMetadata": None} for name in SETTINGS}
    pair.forget(r"^module\.(source\.module\.bucket|dublin|sydney)\.")
    rewrite(pair, "")
    pair.apply()

    assert {name: getattr(s3, name)(Bucket="recipes") | {"ResponseMetadata": None} for name in SETTINGS} == settings
    assert keys(s3, "recipes") == ["first", "second"]
    assert Connection.open(own_aws.environment()).iam().list_roles()["Roles"] == []
