"""A first plan is decided with its source, whatever way its policies are written; without the source it is not."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.core import Change, ReplicationConfiguration, Version, decide, validate_configuration
from s3_replication.core.model import Encryption, World
from s3_replication.iam import UNKNOWN
from s3_replication.plan import Location, Reading, Source, read_plan

PLANS = Path(__file__).parent / "plans"
NAMES = sorted(path.parent.name for path in PLANS.glob("*/plan.json"))


def expectation(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PLANS / name / "expected.yaml").read_text(encoding="utf-8"))
    return loaded


def reading(name: str, source: Source | None) -> Reading:
    return read_plan((PLANS / name / "plan.json").read_text(encoding="utf-8"), source=source)


CASES = [(name, case) for name in NAMES for case in expectation(name)["decides"]]


def version(world: World, case: dict[str, Any]) -> Version:
    default = world.buckets[case["bucket"]].default_encryption
    encryption = default if case.get("encrypted") and isinstance(default, Encryption) else Encryption()
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return Version(case["bucket"], case["key"], "v1", when, tags=case.get("tags", {}), encryption=encryption)


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name} {case['key']} {case['outcome']}" for name, case in CASES])
def test_a_first_plan_is_decided_with_its_source(name: str, case: dict[str, Any]) -> None:
    world = reading(name, Source.read(PLANS / name)).world
    task = next(task for task in decide(world, version(world, case), Change.OBJECT).tasks if task.destination_bucket == case["to"])
    assert (task.outcome, task.failure_reason, task.unknown) == (case["outcome"], case.get("failure_reason"), frozenset())


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_known_later_are_no_fault(name: str) -> None:
    world = reading(name, Source.read(PLANS / name)).world
    for bucket in world.buckets.values():
        if isinstance(bucket.replication, ReplicationConfiguration):
            assert list(validate_configuration(bucket.replication, world, bucket.name, bucket.account)) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_plan_is_open_without_its_source(name: str) -> None:
    world = reading(name, None).world
    case = expectation(name)["decides"][0]
    assert decide(world, version(world, case), Change.OBJECT).status is UNKNOWN


@pytest.mark.parametrize("name", NAMES)
def test_a_reading_says_where_each_resource_is_written(name: str) -> None:
    found = reading(name, Source.read(PLANS / name))
    for address, place in expectation(name)["locations"].items():
        assert found.locations[address] == Location(**place)
    assert set(found.locations) >= set(found.addresses.values())
    assert found.diagnostics == ()
