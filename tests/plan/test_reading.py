"""Compares the worlds read from real plans with the expected part of the world next to each plan."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.core import Change, Switches, Version, decide
from s3_replication.iam import UNKNOWN, Policy
from s3_replication.plan import Reading, read_plan

PLANS = Path(__file__).parent / "plans"
PARTS = ("buckets", "keys", "roles")
NAMES = sorted(path.parent.name for path in PLANS.glob("*/plan.json"))


def plain(value: Any) -> Any:
    """The value as YAML writes it: records as maps, UNKNOWN as "unknown", a policy as its name."""
    if isinstance(value, Policy):
        return value.name
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def differences(expected: Any, found: Any, path: str) -> list[str]:
    """Where the found value lacks something that is expected; maps may have more, lists may not."""
    if isinstance(expected, dict) and isinstance(found, dict) and expected:
        return [
            one
            for key, value in expected.items()
            for one in (differences(value, found[key], f"{path}.{key}") if key in found else [f"{path}.{key} is missing"])
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [one for at, pair in enumerate(zip(expected, found, strict=True)) for one in differences(*pair, f"{path}[{at}]")]
    return [] if expected == found else [f"{path}: expected {expected!r}, found {found!r}"]


def expectation(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PLANS / name / "expected.yaml").read_text(encoding="utf-8"))
    return loaded


def reading(name: str, **arguments: Any) -> Reading:
    return read_plan((PLANS / name / "plan.json").read_text(encoding="utf-8"), **arguments)


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_reads_as_the_expected_world(name: str) -> None:
    expected = expectation(name)
    found = reading(name)
    seen = {
        **{part: plain(getattr(found.world, part)) for part in PARTS},
        "documents": plain(found.documents),
        "addresses": plain(found.addresses),
        "diagnostics": plain(found.diagnostics),
    }
    absent = expected.pop("absent", {})
    expected.pop("decides", None)
    assert differences(expected, seen, name) == []
    assert [one for part, names in absent.items() for one in names if one in seen[part]] == []


@pytest.mark.parametrize("name", [name for name in NAMES if "decides" in expectation(name)])
def test_what_a_plan_replicates_is_decided(name: str) -> None:
    world = reading(name).world
    for case in expectation(name)["decides"]:
        version = Version(case["bucket"], case["key"], "v1", datetime(2026, 1, 1, tzinfo=UTC))
        task = next(task for task in decide(world, version, Change.OBJECT).tasks if task.destination_bucket == case["to"])
        assert (task.outcome, task.failure_reason) == (case["outcome"], case.get("failure_reason")), case


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_never_claims_to_show_everything(name: str) -> None:
    assert reading(name).world.complete is False


def test_the_caller_may_name_what_the_plan_does_not_tell() -> None:
    found = reading(
        "unknown-account", accounts={"aws": "111111111111", "aws.second": "222222222222"}, regions={"aws.second": "us-gov-west-1"}
    )
    assert found.world.buckets["unknown-account-first"].account == "111111111111"
    assert [key.region for key in found.world.keys.values()] == ["us-gov-west-1"]
    assert [arn.split(":")[1] for arn in found.world.keys] == ["aws-us-gov"]
    assert [len(role.policies) for role in found.world.roles.values() if isinstance(role.policies, tuple)] == [1]
    assert found.diagnostics == ()


def test_a_plan_that_failed_half_way_says_so() -> None:
    failed = {**json.loads((PLANS / "one-account" / "plan.json").read_text(encoding="utf-8")), "errored": True}
    assert [one.address for one in read_plan(failed).diagnostics if "errored" in one.text] == [""]


def test_a_switch_of_the_caller_stands_in_the_world() -> None:
    assert reading("one-account", switches=Switches(tag_failure_fails=False)).world.switches.tag_failure_fails is False


def test_without_the_own_number_nothing_that_hangs_on_a_number_is_decided() -> None:
    document = json.loads((PLANS / "one-account" / "plan.json").read_text(encoding="utf-8"))
    del document["configuration"]["provider_config"]["aws"]["expressions"]["allowed_account_ids"]
    world = read_plan(document).world
    source = plain(world.buckets["one-account-source"])
    assert source["account"] == "000000000000"
    assert source["replication"]["role"] == "arn:aws:iam::000000000000:role/service/replication"
    assert [rule["destination"]["account"] for rule in source["replication"]["rules"]] == [None, "unknown"]
    granted = next(key for key in world.keys.values() if key.grants)
    assert granted.policy is UNKNOWN


@pytest.mark.parametrize(("name", "kind", "block", "wanted"), [
    ("two-accounts", "aws_s3_bucket_versioning", "versioning_configuration", "Enabled"),
    ("existing", "aws_s3_bucket", "versioning", True),
])  # fmt: skip
def test_mfa_delete_is_read_of_the_resource_and_of_a_bucket_that_is_there(name: str, kind: str, block: str, wanted: object) -> None:
    plan = json.loads((PLANS / name / "plan.json").read_text(encoding="utf-8"))
    before = [one.mfa_delete for one in read_plan(json.dumps(plan)).world.buckets.values()]
    for change in plan["resource_changes"]:
        if change["type"] == kind and change["change"]["after"]:
            change["change"]["after"][block] = [{**change["change"]["after"][block][0], "mfa_delete": wanted}]
            change["change"].get("after_unknown", {}).pop(block, None)
    after = [one.mfa_delete for one in read_plan(json.dumps(plan)).world.buckets.values()]
    assert (True in before, True in after) == (False, True)
