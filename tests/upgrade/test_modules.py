"""Pairs as the two large modules lay them out are taken over by the recipes of docs/upgrading.md: nothing is imported, destroyed or
replaced, replication goes on, and only what the old permissions were leaves by a second apply."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.terraform import Terraform

LAYOUTS = Path(__file__).parent / "layouts"
BUCKET = 6  # resources of one side


def layout(path: str) -> str:
    return (LAYOUTS / path).read_text(encoding="utf-8")


ROOT = {"root.tf": layout("root.tf")}
OURS = {"ours.tf": layout("ours.tf")}


@dataclass(frozen=True)
class Takeover:
    """The HCL of another module's user, what stands beside ours until the second apply, and what the two applies do."""

    theirs: dict[str, str]
    meanwhile: dict[str, str]
    moved: int
    leaving: list[str]
    destination_role: str | None


def from_terraform_aws_modules(recipe: Callable[[str], str], name: str) -> Takeover:
    """In one account. The role, its policy and attachment are its user's; these two stay for a while, with the role's name as text."""
    permissions = layout("terraform-aws-modules/permissions.tf")
    kept = permissions.replace("aws_iam_role.replication.name", f'"{name}-replication"')
    assert kept != permissions
    return Takeover(
        theirs={"main.tf": layout("terraform-aws-modules/main.tf"), "permissions.tf": permissions, "theirs/bucket.tf": layout("bucket.tf")},
        meanwhile={"permissions.tf": kept, "moved.tf": recipe("TERRAFORM-AWS-MODULES")},
        moved=2 * BUCKET + len(["rules", "role"]),
        leaving=["aws_iam_policy", "aws_iam_policy_attachment"],
        destination_role=None,
    )


def from_cloudposse(recipe: Callable[[str], str], name: str) -> Takeover:
    """In two accounts. The role, its policy and attachment are the module's; these two move out, to be deleted later."""
    bucket = layout("bucket.tf").replace('"this"', '"default"').replace(".this", ".default")
    blocks = recipe("CLOUDPOSSE").replace('"acme-reports-', f'"{name}-')
    return Takeover(
        theirs={"main.tf": layout("cloudposse/main.tf"), "theirs/bucket.tf": bucket, "theirs/role.tf": layout("cloudposse/role.tf")},
        meanwhile={"moved.tf": blocks},
        moved=2 * BUCKET + len(["rules", "role", "policy", "attachment"]),
        leaving=["aws_iam_policy", "aws_iam_role_policy_attachment"],
        destination_role=LOCAL_DESTINATION_ROLE,
    )


@pytest.fixture
def name() -> str:
    return f"moved-{uuid.uuid4().hex[:8]}"


@pytest.fixture(params=[from_terraform_aws_modules, from_cloudposse], ids=["terraform-aws-modules", "cloudposse"])
def takeover(request: pytest.FixtureRequest, recipe: Callable[[str], str], name: str) -> Takeover:
    made: Takeover = request.param(recipe, name)
    return made


@pytest.fixture
def terraform(takeover: Takeover, root: Callable[..., Terraform], name: str) -> Terraform:
    made = root("root", ROOT | takeover.theirs, name=name, destination_role_arn=takeover.destination_role)
    made.apply()
    return made


def test_a_large_modules_pair_is_taken_over_without_a_pause(
    takeover: Takeover, terraform: Terraform, name: str, replace: Any, objects: Callable[..., Any], changes: Any,
) -> None:  # fmt: skip
    pair = objects(name, f"{name}-dublin", two_accounts=takeover.destination_role is not None)
    assert pair.replicated()

    replace(terraform, ROOT | OURS | takeover.meanwhile)
    plan = terraform.plan()
    found = changes(plan)

    assert len(found.moved) == takeover.moved
    assert found.imported == found.types("delete") == []
    assert found.types("create") == ["aws_iam_role_policy"]
    assert set(found.types("update")) == {"aws_iam_role", "aws_s3_bucket_policy"}
    assert pair.replicated_during(lambda: terraform.apply(plan))

    replace(terraform, ROOT | OURS)
    plan = terraform.plan()
    found = changes(plan)

    assert found.types("delete") == takeover.leaving
    assert found.types("create") == found.types("update") == []
    assert pair.replicated_during(lambda: terraform.apply(plan))
    assert not terraform.has_changes()
    assert pair.replicated()
