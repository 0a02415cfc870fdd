"""How an alarm's state follows from its datapoints (CloudWatch User Guide, "Configuring how alarms treat missing data")."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = ["EXTRA_PERIODS", "AlarmRule", "AlarmState", "Evaluation", "MissingData", "evaluate"]

# CloudWatch looks further back than the evaluation periods; the guide's examples look at five periods for three.
EXTRA_PERIODS: Final = 2
# Each comparison with a fixed threshold, and how a reason says it.
_COMPARISONS: Final[Mapping[str, tuple[Callable[[float, float], bool], str]]] = {
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}


class AlarmState(StrEnum):
    """The three states of an alarm."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class MissingData(StrEnum):
    """What an alarm makes of a period without data."""

    MISSING = "missing"
    IGNORE = "ignore"
    BREACHING = "breaching"
    NOT_BREACHING = "notBreaching"


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """When an alarm goes off: `datapoints_to_alarm` of the last `evaluation_periods` breach the threshold."""

    comparison: str
    threshold: float
    evaluation_periods: int
    datapoints_to_alarm: int
    missing: MissingData = MissingData.MISSING

    def breaches(self, value: float) -> bool:
        """Whether one value breaches the threshold."""
        breaches, _ = _COMPARISONS[self.comparison]
        return breaches(value, self.threshold)

    @staticmethod
    def comparable(comparison: str) -> bool:
        """Whether the comparison is one with a fixed threshold; anomaly detection bands are not."""
        return comparison in _COMPARISONS


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The state, and why in CloudWatch's manner."""

    state: AlarmState
    reason: str


def evaluate(rule: AlarmRule, values: Sequence[float | None], current: AlarmState) -> Evaluation:
    """The state from the values of the last periods, oldest first, None where a period has no data.

    Give `evaluation_periods + EXTRA_PERIODS` values. With as many real values as there are evaluation periods, the latest of them decide
    alone; else missing ones are filled in as the alarm says, as few as are needed.
    """
    real = [value for value in values if value is not None]
    if len(real) >= rule.evaluation_periods:
        return _count(rule, real[-rule.evaluation_periods :], 0)
    filled = rule.evaluation_periods - len(real)
    if rule.missing is MissingData.BREACHING:
        return _count(rule, real, filled)
    if rule.missing is MissingData.NOT_BREACHING:
        return _count(rule, real, 0)
    return _undecided(rule, values, real, current)


def _undecided(rule: AlarmRule, values: Sequence[float | None], real: Sequence[float], current: AlarmState) -> Evaluation:
    """`missing` and `ignore`: real values decide where they suffice; a lone old breach counts, a recent one may still be joined."""
    if real and sum(map(rule.breaches, real)) >= rule.datapoints_to_alarm:
        return _count(rule, real, 0)
    if real and not all(map(rule.breaches, real)):
        return _count(rule, real, 0)
    if rule.missing is MissingData.IGNORE:
        return Evaluation(current, "Missing datapoints are ignored: the state is kept.")
    if not real:
        return Evaluation(AlarmState.INSUFFICIENT_DATA, f"Insufficient Data: {_plural(rule.evaluation_periods)} were unknown.")
    oldest = len(values) - next(index for index, value in enumerate(values) if value is not None)
    if oldest >= rule.datapoints_to_alarm:
        return Evaluation(AlarmState.ALARM, f"Threshold Crossed: every known datapoint {_listed(real)} was {_words(rule)}.")
    return Evaluation(current, "Too few datapoints to change the state.")


def _count(rule: AlarmRule, real: Sequence[float], filled: int) -> Evaluation:
    breaching = [value for value in real if rule.breaches(value)]
    total = len(breaching) + filled
    if total >= rule.datapoints_to_alarm:
        missing = f", {_plural(filled)} missing and treated as [Breaching]" if filled else ""
        return Evaluation(
            AlarmState.ALARM, f"Threshold Crossed: {_plural(len(breaching))} {_listed(breaching)} was {_words(rule)}{missing}."
        )
    if not real:
        sentence = f"Threshold Crossed: no datapoints were received for {rule.evaluation_periods} period(s) and they were treated as "
        return Evaluation(AlarmState.OK, sentence + "[NonBreaching].")
    calm = [value for value in real if not rule.breaches(value)]
    return Evaluation(AlarmState.OK, f"Threshold Crossed: {_plural(len(calm))} {_listed(calm)} was not {_words(rule)}.")


def _plural(number: int) -> str:
    return f"{number} datapoint" + ("" if number == 1 else "s")


def _listed(values: Sequence[float]) -> str:
    return "[" + ", ".join(str(value) for value in values) + "]"


def _words(rule: AlarmRule) -> str:
    _, words = _COMPARISONS[rule.comparison]
    return f"{words} the threshold ({rule.threshold})"
