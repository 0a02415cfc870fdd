"""Policies are compared by meaning."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.iam import UNKNOWN, Policy, policy_clauses

ROWS = yaml.safe_load(Path(__file__).with_name("clauses.yaml").read_text())


def policy(statements: list[Any]) -> Policy:
    return Policy.parse({"Version": "2012-10-17", "Statement": statements}, "a policy")


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in ROWS])
def test_policies_are_equal_if_they_say_the_same(row: dict[str, Any]) -> None:
    assert (policy_clauses([policy(row["first"])]) == policy_clauses([policy(row["second"])])) is row["same"]


def test_several_policies_count_together() -> None:
    one, two = ({"Effect": "Allow", "Action": f"s3:{name}", "Resource": "*"} for name in ("GetObject", "PutObject"))
    assert policy_clauses([policy([one]), policy([two])]) == policy_clauses([policy([two, one])])


@pytest.mark.parametrize("element", ["Effect", "Action", "Resource", "Principal", "Condition"])
def test_a_policy_that_is_not_known_in_full_has_no_clauses(element: str) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": "*", element: UNKNOWN}
    assert policy_clauses([policy([statement])]) is UNKNOWN


@pytest.mark.parametrize(("element", "value"), [
    ("Action", ["s3:GetObject", UNKNOWN]), ("Resource", [UNKNOWN]), ("Principal", {"AWS": ["*", UNKNOWN]}),
    ("Condition", {"StringEquals": {"aws:SourceAccount": UNKNOWN}}),
], ids=["action", "resource", "principal", "condition"])  # fmt: skip
def test_so_has_one_with_a_value_that_is_not_known(element: str, value: Any) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": "*", element: value}
    assert policy_clauses([policy([statement])]) is UNKNOWN
