"""The deployer's policy allows every request that Terraform was seen to make, and nothing that it did not make."""

import json
from pathlib import Path
from typing import Any

import pytest

from s3_replication.iam import Policies, Policy, PolicyKind, Principal, PrincipalKind, Request, Verdict, evaluate

FOLDER = Path(__file__).parents[2] / "docs" / "deployer"
NAMES = sorted(path.name.removesuffix(".requests.json") for path in FOLDER.glob("*.requests.json"))
ACCOUNT = "111111111111"
USER = Principal(PrincipalKind.USER, f"arn:aws:iam::{ACCOUNT}:user/deployer", ACCOUNT)
PASSED = {"iam:passedtoservice": ("s3.amazonaws.com",)}


def requests(name: str) -> list[Request]:
    found = []
    for line in json.loads((FOLDER / f"{name}.requests.json").read_text(encoding="utf-8")):
        action, _, resource = line.partition(" ")
        resource = resource.replace("ACCOUNT", ACCOUNT).replace("arn:aws:kms:*:", "arn:aws:kms:eu-west-1:").replace("key/*", "key/k")
        found.append(Request(USER, action, resource, ACCOUNT, PASSED if action == "iam:PassRole" else {}))
    return found


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8").replace("ACCOUNT", ACCOUNT))
    return found


def denied(name: str, policy: dict[str, Any]) -> set[str]:
    """The actions that the policy does not allow. A key's own policy leaves the key to the account, as the module's do."""
    keys = Policy.read({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*",
                                                               "Resource": "*"}}, "key policy")  # fmt: skip
    compiled = Policy.parse(policy, "deployer", PolicyKind.MANAGED)
    return {
        request.action for request in requests(name)
        if evaluate(request, Policies((compiled,), resource=keys if ":key/" in request.resource else None)).verdict is not Verdict.ALLOW
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_policy_allows_every_recorded_request(name: str) -> None:
    assert denied(name, document(name)) == set()


@pytest.mark.parametrize("name", NAMES)
def test_without_any_one_action_or_resource_a_recorded_request_is_denied(name: str) -> None:
    whole = document(name)
    for position, statement in enumerate(whole["Statement"]):
        for element in ("Action", "Resource"):
            listed = statement[element] if isinstance(statement[element], list) else [statement[element]]
            for one in listed:
                rest = [each for each in listed if each != one]
                less = [{**statement, element: rest}] if rest else []
                statements = [*whole["Statement"][:position], *less, *whole["Statement"][position + 1 :]]
                assert denied(name, {**whole, "Statement": statements}), f"{one} of {statement['Sid']} is not needed"


@pytest.mark.parametrize("name", NAMES)
def test_no_action_has_a_wildcard_and_the_role_is_passed_to_s3_only(name: str) -> None:
    for statement in document(name)["Statement"]:
        assert not any("*" in action for action in statement["Action"])
        if "iam:PassRole" in statement["Action"]:
            assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "s3.amazonaws.com"}}
