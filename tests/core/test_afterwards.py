"""Case rows about the time after an admission: frozen tasks, events and metrics, versioning changes, lifecycle."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication import core

from .builders import Cases

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[Any]:
    """The rows of one case file."""
    return [pytest.param(row, id=row["name"]) for row in yaml.safe_load((CASES / f"{name}.yaml").read_text())]


@pytest.mark.parametrize("row", rows("frozen"))
def test_an_admitted_version_meets_the_world_of_its_delivery(row: Mapping[str, Any], case: Cases) -> None:
    """Rule, role and destination stay as admitted; everything else is read at delivery."""
    version, change = case.version(row), core.Change(row.get("change", "object"))
    (task,) = core.admit(case.world(row), version, change)
    assert task.outcome is core.Outcome.PENDING
    assert task.admission is not None
    later = {**row, "world": {**row.get("world", {}), **row.get("later", {})}}
    held = case.version({"version": {"lock": row["held"]}}).lock if "held" in row else None
    presence = core.Presence.PRESENT if held else core.Presence.ABSENT
    found = case.seen(core.deliver(case.world(later), task.admission, None if row.get("gone") else version, presence, held))
    for name, value in row["ends"].items():
        assert case.fits(value, found[name]), f"{name} is {found[name]!r}, the fact says {value!r}"


@pytest.mark.parametrize("row", rows("observability"))
def test_a_task_tells_what_the_fact_says(row: Mapping[str, Any], case: Cases) -> None:
    """Events and the failure metric of one task."""
    world = case.world(row)
    (task,) = core.decide(world, case.version(row), core.Change(row.get("change", "object"))).tasks
    configuration = world.buckets["source"].replication
    assert isinstance(configuration, core.ReplicationConfiguration)
    found = {
        "events": sorted(kind.name for kind in core.possible_events(configuration.rules[0])),
        "failure_event": core.sends_failure_event(task),
        "sample": core.failed_operations(task),
    }
    expected = {**row["observability"]}
    if "events" in expected:
        expected["events"] = sorted(expected["events"])
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("row", rows("versioning"))
def test_a_configuration_protects_the_versioning_of_its_bucket(row: Mapping[str, Any], case: Cases) -> None:
    """PutBucketVersioning with a replication configuration."""
    rejection = core.versioning_change(case.world(row).buckets[row["bucket"]], core.Versioning(row["wanted"]))
    if row["versioning"] == "taken":
        assert rejection is None
        return
    assert rejection is not None
    assert rejection.code == row["versioning"]["code"]
    assert rejection.http_status == row["versioning"].get("http", rejection.http_status)
    assert row["versioning"].get("message", "") in rejection.message


@pytest.mark.parametrize("row", rows("lifecycle-waits"))
def test_lifecycle_leaves_unsettled_versions_alone(row: Mapping[str, Any], case: Cases) -> None:
    """Lifecycle with a replication status."""
    assert core.lifecycle_may_act(case.version(row), case.world(row).switches) is row["lifecycle_acts"]


def test_every_metric_is_published_on_the_side_the_fact_names() -> None:
    """Failures in the source's Region, the other three in the destination's (4.64)."""
    at_source = {name for name, side in core.METRIC_SIDES.items() if side is core.Side.SOURCE}
    assert at_source == {"OperationsFailedReplication"}
    assert len(core.METRIC_SIDES) == 4


def test_a_bucket_without_configuration_answers_not_found() -> None:
    """GetBucketReplication without a configuration (1.130)."""
    rejection = core.configuration_not_found("source")
    assert (rejection.code, rejection.http_status) == ("ReplicationConfigurationNotFoundError", 404)
    assert rejection.message == "The replication configuration was not found"
    assert (rejection.fact, rejection.detail) == ("1.130", "bucket source")
