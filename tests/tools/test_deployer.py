"""Each deployer's policy allows every request that Terraform was seen to make, and nothing that it did not make."""

import json
from pathlib import Path
from typing import Any

import deployer
import pytest
from deployments import DEPLOYMENTS, PASSED_OVER

from s3_replication.iam import Policies, Policy, PolicyKind, Principal, PrincipalKind, Request, Verdict, evaluate

FOLDER = Path(__file__).parents[2] / "docs" / "deployer"
ACCOUNT = "111111111111"
USER = Principal(PrincipalKind.USER, f"arn:aws:iam::{ACCOUNT}:user/deployer", ACCOUNT)
PASSED = {"iam:passedtoservice": ("s3.amazonaws.com",)}
NAMES = {"ACCOUNT": ACCOUNT, "SOURCE_REGION": "us-east-1", "DESTINATION_REGION": "eu-west-1"}


def named(text: str) -> str:
    for placeholder, name in NAMES.items():
        text = text.replace(f":{placeholder}:", f":{name}:")
    return text


def requests(name: str, phases: tuple[str, ...] = deployer.PHASES) -> list[Request]:
    """What was recorded; a star stands for one unknown name."""
    recorded, found = deployer.recorded(name), []
    for line in sorted({line for phase in phases for line in recorded[phase]}):
        action, _, resource = named(line).partition(" ")
        found.append(Request(USER, action, resource.replace("/*", "/x"), ACCOUNT, PASSED if action == "iam:PassRole" else {}))
    return found


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(named((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    return found


def compiled(statements: list[dict[str, Any]]) -> tuple[Policy, ...]:
    whole = {"Version": "2012-10-17", "Statement": statements}
    return (Policy.parse(whole, "deployer", PolicyKind.MANAGED),) if statements else ()


def denied(asked: list[Request], statements: list[dict[str, Any]], base: tuple[Policy, ...]) -> set[str]:
    """The actions that the policies do not allow. A key's own policy leaves the key to the account, as the module's do."""
    keys = Policy.read({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*",
                                                               "Resource": "*"}}, "key policy")  # fmt: skip
    policies = compiled(statements) + base
    return {
        request.action for request in asked
        if evaluate(request, Policies(policies, resource=keys if ":key/" in request.resource else None)).verdict is not Verdict.ALLOW
    }  # fmt: skip


def base_of(name: str) -> tuple[Policy, ...]:
    base = DEPLOYMENTS[name].base
    return compiled(document(base)["Statement"]) if base else ()


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_the_files_follow_from_the_record(name: str) -> None:
    """`python tools/deployer.py --write` writes them again."""
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == deployer.policy_text(name)
    page = deployer.PAGE.read_text(encoding="utf-8")
    assert deployer.page(page) == page


def test_what_is_passed_over_was_asked_for() -> None:
    asked = {line.partition(" ")[0] for name in DEPLOYMENTS for lines in json.loads(
        (FOLDER / f"{name}.requests.json").read_text(encoding="utf-8")).values() for line in lines}  # fmt: skip
    assert asked >= PASSED_OVER


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_the_policy_allows_every_recorded_request(name: str) -> None:
    assert denied(requests(name), document(name)["Statement"], base_of(name)) == set()


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_the_statements_for_a_plan_allow_a_plan(name: str) -> None:
    plan = [statement for statement in document(name)["Statement"] if statement["Sid"].startswith("Plan")]
    assert denied(requests(name, ("plan",)), plan, base_of(name)) == set()


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_without_any_one_action_or_resource_a_recorded_request_is_denied(name: str) -> None:
    statements, asked, base = document(name)["Statement"], requests(name), base_of(name)
    for position, statement in enumerate(statements):
        for element in ("Action", "Resource"):
            for one in statement[element]:
                rest = [each for each in statement[element] if each != one]
                less = [{**statement, element: rest}] if rest else []
                kept = [*statements[:position], *less, *statements[position + 1 :]]
                assert denied(asked, kept, base), f"{one} of {statement['Sid']} is not needed"


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_no_action_has_a_wildcard_and_the_role_is_passed_to_s3_only(name: str) -> None:
    for statement in document(name)["Statement"]:
        assert not any("*" in action for action in statement["Action"])
        if "iam:PassRole" in statement["Action"]:
            assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "s3.amazonaws.com"}}
