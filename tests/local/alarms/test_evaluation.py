"""Alarm states from datapoints, by the tables of the CloudWatch User Guide."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from s3_replication.local.alarms.evaluation import AlarmRule, AlarmState, MissingData, evaluate

TABLES = yaml.safe_load(Path(__file__).with_name("evaluation.yaml").read_text())
TREATMENTS = (MissingData.MISSING, MissingData.IGNORE, MissingData.BREACHING, MissingData.NOT_BREACHING)


def cases() -> Iterator[object]:
    for table, content in TABLES.items():
        for name, case in content["cases"].items():
            for treatment, state in zip(TREATMENTS, case["states"], strict=True):
                values = [{"X": 1.0, "0": 0.0, "-": None}[letter] for letter in case["values"].split()]
                rule = AlarmRule("GreaterThanThreshold", 0.5, content["periods"], content["datapoints"], treatment)
                yield pytest.param(rule, values, state, id=f"{table}: {name}, {treatment.value}")


@pytest.mark.parametrize(("rule", "values", "state"), list(cases()))
@pytest.mark.parametrize("before", list(AlarmState))
def test_state_follows_the_guide(rule: AlarmRule, values: list[float | None], state: str, before: AlarmState) -> None:
    verdict = evaluate(rule, values, before)
    assert verdict.state == (before if state == "keep" else AlarmState(state))
    assert verdict.reason


@pytest.mark.parametrize(
    ("comparison", "breaching"),
    [("GreaterThanThreshold", {3}), ("GreaterThanOrEqualToThreshold", {2, 3}), ("LessThanThreshold", {1}),
     ("LessThanOrEqualToThreshold", {1, 2})],
)  # fmt: skip
def test_comparisons_with_a_threshold_of_two(comparison: str, breaching: set[int]) -> None:
    rule = AlarmRule(comparison, 2, 1, 1)
    assert {value for value in (1, 2, 3) if rule.breaches(value)} == breaching


def test_band_is_not_comparable() -> None:
    assert not AlarmRule.comparable("LessThanLowerOrGreaterThanUpperThreshold")
