"""check with the values after apply: when they are asked for, and what the report says of them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from s3_replication.check import CheckOptions, check_after_apply
from s3_replication.inputs import PlanInput
from s3_replication.plan import Source

PLANS = Path(__file__).parent.parent / "plan" / "plans"


class Settling:
    """Returns the plan as it is, and records what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, Path]] = []

    def __call__(self, document: Mapping[str, object], folder: Path) -> tuple[Mapping[str, object], Sequence[str]]:
        self.asked.append((document["format_version"], folder))
        return document, ["a trial was made."]


def _checked(name: str, settling: Settling) -> Sequence[str]:
    plan = PlanInput((PLANS / name / "plan.json").read_bytes(), Source.read(PLANS / name))
    return check_after_apply([plan], CheckOptions(), settling).assumptions


def test_a_plan_with_an_unknown_outcome_is_settled_and_the_report_says_so() -> None:
    settling = Settling()
    said = _checked("keys-and-rules", settling)
    version = json.loads((PLANS / "keys-and-rules" / "plan.json").read_bytes())["format_version"]
    assert settling.asked == [(version, PLANS / "keys-and-rules")]
    assert said[-1] == "a trial was made."


def test_a_plan_without_one_is_not() -> None:
    settling = Settling()
    said = _checked("one-account", settling)
    assert settling.asked == []
    assert "a trial was made." not in said
