"""Input that is not a plan gets one clear sentence, and no JSON makes the reader raise another error."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from s3_replication.plan import PlanError, read_plan

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "rejected.yaml").read_text(encoding="utf-8"))
PLANS = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "plans").glob("*/plan.json"))]

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
# Words of the format, so that invented documents reach the readers behind the checks.
WORDS = st.sampled_from(
    [
        "format_version", "planned_values", "resource_changes", "configuration", "root_module", "module_calls", "prior_state", "values",
        "change", "after", "after_unknown", "actions", "create", "type", "name", "address", "mode", "index", "references", "1.2",
        "aws_s3_bucket", "aws_s3_bucket_policy", "aws_s3_bucket.b", "bucket", "policy", "aws_iam_role", "module.m.aws_kms_key.k[0]",
    ]
)  # fmt: skip
JSON = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=8), inner, max_size=5),
    max_leaves=30,
)


def given_input(case: dict[str, Any]) -> str | bytes:
    if "nested" in case:
        return '{"format_version": "1.2", "planned_values": ' + "[" * case["nested"] + "]" * case["nested"] + "}"
    return bytes(case["bytes"]) if "bytes" in case else str(case["text"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_no_plan_is_refused_with_the_repair(case: dict[str, Any]) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(given_input(case))
    assert [words for words in case["message"] if words not in str(refused.value)] == []


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(PlanError, match="not list"):
        read_plan([])  # type: ignore[arg-type]


@settings(deadline=None)
@given(JSON)
def test_property_any_json_is_read_or_refused(document: Any) -> None:
    try:
        read_plan(json.dumps(document))
    except PlanError:
        return


@settings(deadline=None)
@given(st.dictionaries(WORDS, JSON, max_size=6))
def test_property_any_object_that_calls_itself_a_plan_is_read_or_refused(document: dict[str, Any]) -> None:
    try:
        read_plan({**document, "format_version": "1.2", "planned_values": {}})
    except PlanError:
        return


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    found, level = [], [value]
    while level:
        one = level.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else []
        found += [(one, key) for key in keys]
        level += [one[key] for key in keys]
    return found


@settings(deadline=None)
@given(st.data())
def test_property_a_plan_with_anything_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    plan = copy.deepcopy(data.draw(st.sampled_from(PLANS)))
    for _ in range(data.draw(st.integers(1, 6))):
        container, key = data.draw(st.sampled_from(places(plan)))
        container[key] = data.draw(JSON)
    try:
        read_plan(plan)
    except PlanError:
        return
