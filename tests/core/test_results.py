"""Every decision row of the case tables: the outcome, the reason, and the replica's metadata."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication import core

from .builders import Cases

CASES = Path(__file__).parent / "cases"
FACTS = yaml.safe_load((Path(__file__).parent / "facts.yaml").read_text())["facts"]
ROWS = [
    pytest.param(row, id=f"{path.stem}: {row['name']}")
    for path in sorted(CASES.glob("*.yaml"))
    for row in yaml.safe_load(path.read_text())
    if "expect" in row and not path.stem.startswith("configuration-")
]


@pytest.mark.parametrize("row", ROWS)
def test_the_decision_is_what_the_fact_says(row: Mapping[str, Any], case: Cases) -> None:
    """One row: a world, a version, a change, and the outcome."""
    presence = core.Presence(row["presence"]) if "presence" in row else None
    decision = core.decide(case.world(row), case.version(row), core.Change(row.get("change", "object")), presence)
    expected = case.named(row["expect"])
    if "status" in expected:
        wanted = expected.pop("status")
        assert case.fits(wanted, decision.status), f"status is {decision.status!r}, the fact says {wanted!r}"
    if "decision_reason" in expected:
        assert (decision.reason and decision.reason.value) == expected.pop("decision_reason")
    if "tasks" in expected:
        assert len(decision.tasks) == expected.pop("tasks")
    by_destination = expected.pop("to", {})
    if expected:
        by_destination = {**by_destination, decision.tasks[0].destination_bucket: expected}
    tasks = {task.destination_bucket: case.seen(task) for task in decision.tasks}
    for destination, wanted in by_destination.items():
        task = tasks[destination]
        for name, value in wanted.items():
            assert case.fits(value, task[name]), f"{destination}: {name} is {task[name]!r}, the fact says {value!r}"


@pytest.mark.parametrize("row", ROWS)
def test_a_decision_that_rests_on_assumptions_alone_says_so(row: Mapping[str, Any], case: Cases) -> None:
    """A trace shows `assumed` if no document and no recording supports the outcome of a task."""
    presence = core.Presence(row["presence"]) if "presence" in row else None
    decision = core.decide(case.world(row), case.version(row), core.Change(row.get("change", "object")), presence)
    for task in decision.tasks:
        sure = [FACTS[fact].get("confidence") != ["assumed"] for fact in task.facts]
        assert task.assumed or not task.facts or any(sure), task.facts
        for step in task.steps:
            known = [FACTS[fact].get("confidence") != ["assumed"] for fact in step.facts]
            assert step.outcome is core.Outcome.COMPLETED or step.assumed or any(known), step
