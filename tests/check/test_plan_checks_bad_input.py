"""Whatever a plan holds, its checks raise nothing."""

import copy
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from s3_replication.check.plan_checks import plan_findings
from s3_replication.plan import PlanError, read_plan
from tests.plan.test_bad_input import JSON, places

TESTS = Path(__file__).parent.parent
PLANS = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(TESTS.glob("*/plans/*/plan.json"))]


@settings(deadline=None)
@given(st.data())
def test_property_the_checks_of_a_plan_with_anything_in_any_place_raise_nothing(data: st.DataObject) -> None:
    plan = copy.deepcopy(data.draw(st.sampled_from(PLANS)))
    for _ in range(data.draw(st.integers(1, 6))):
        container, key = data.draw(st.sampled_from(places(plan)))
        container[key] = data.draw(JSON)
    try:
        reading = read_plan(plan)
    except PlanError:
        return
    for finding in plan_findings([reading], reading.world):
        assert finding.subject
