"""Any JSON in any place of a plan gives a report, or one sentence that says what is wrong."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s3_replication.check import CheckOptions, PlanInput, run_check
from s3_replication.errors import InputError
from s3_replication.findings.finding import Report
from s3_replication.findings.render import as_json, as_junit, as_sarif
from tests.findings.test_render import SCHEMA

PLANS = [
    json.loads((Path(__file__).parent.parent / "plan" / "plans" / name / "plan.json").read_text()) for name in ("existing", "one-account")
]
SCHEMA_OF_REPORTS = jsonschema.Draft202012Validator(SCHEMA)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["*", "arn:aws:s3:::x", "${aws:x}", "\x00", "Enabled"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in entries:
        found += places(inner, (*path, name))
    return found


PLACES = [places(plan) for plan in PLANS]


def mutate(draw: st.DrawFn, document: Any, found: list[tuple[Any, ...]]) -> Any:
    """A copy of the document with a few of the found places replaced by anything."""
    copied = json.loads(json.dumps(document))
    for path in draw(st.lists(st.sampled_from(found), min_size=1, max_size=4)):
        holder = copied
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = draw(VALUES)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    return copied


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    which = draw(st.integers(0, len(PLANS) - 1))
    return mutate(draw, PLANS[which], PLACES[which])


@settings(max_examples=60)
@given(mutated())
def test_any_plan_gives_a_report_or_one_sentence(plan: Any) -> None:
    report = answer(plan)
    if isinstance(report, str):
        assert "\n" not in report
        return
    SCHEMA_OF_REPORTS.validate(json.loads(json.dumps(as_json(report))))
    as_junit(report)
    json.dumps(as_sarif(report))


def answer(plan: Any) -> Report | str:
    try:
        return run_check([PlanInput(json.dumps(plan).encode())], CheckOptions())
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("plan", PLANS, ids=["existing", "one-account"])
def test_a_truncated_plan_is_one_sentence(plan: Any) -> None:
    text = json.dumps(plan).encode()
    for end in range(1, len(text), len(text) // 20):
        with pytest.raises(InputError):
            run_check([PlanInput(text[:end])], CheckOptions())
