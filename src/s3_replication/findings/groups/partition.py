"""Sorts combinations of features by what a world decides about them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from s3_replication.core import FailureReason, Outcome, Reason, Rule, Task
from s3_replication.findings.groups.features import Features
from s3_replication.iam import Evidence

__all__ = ["Ending", "Partition", "ending", "partition"]

_CLASSES = frozenset({"tags", "encryption", "lock", "large"})
"""Features that have an object class: each of their values has its own group."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a task ends: `rule` is the place of its rule among those for the key; the cause is the step that is not completed, and why."""

    destination: str
    outcome: Outcome
    failure_reason: FailureReason | None
    reason: Reason | None
    rule: int | None
    step: str = ""
    reason_is_open: bool = False
    because: tuple[Evidence, ...] = ()


def ending(task: Task, rules: Sequence[Rule]) -> Ending:
    """The ending of a task by one of `rules`."""
    place = None if task.admission is None else next(n for n, rule in enumerate(rules) if rule is task.admission.rule)
    found = Ending(task.destination_bucket, task.outcome, task.failure_reason, task.reason, place, reason_is_open=task.reason_is_open)
    for step in task.steps:
        if step.outcome is task.outcome is not Outcome.COMPLETED and step.failure is task.failure_reason:
            return replace(found, step=step.name, because=tuple(one for check in step.checks for one in check.decision.because))
    return found


@dataclass(frozen=True, slots=True)
class Partition:
    """For each combination the one that represents it, and the results of those that represent others."""

    representative: dict[Features, Features]
    results: dict[Features, tuple[Ending, ...]]


def partition(ordered: Iterable[Features], base: Features, result: Callable[[Features], tuple[Ending, ...]]) -> Partition:
    """Represent each combination by a part with the same result, the one with the most features; by itself if no part has it.

    `ordered` has the simplest first. A part has some of the features and in all others the value of the base.
    """
    found = Partition({}, {})
    for features in ordered:
        outcome = result(features)
        deviations = features.deviations(base)
        single = len(deviations) == 0 or (len(deviations) == 1 and deviations[0] in _CLASSES)
        one = None if single else _part(found, features, base, deviations, outcome)
        if one is None:
            found.results[features] = outcome
        found.representative[features] = features if one is None else one
    return found


def _part(
    found: Partition, features: Features, base: Features, deviations: tuple[str, ...], outcome: tuple[Ending, ...]
) -> Features | None:
    for size in range(len(deviations) - 1, -1, -1):
        for kept in combinations(deviations, size):
            part = _with(base, features, kept)
            if found.results.get(part) == outcome:
                return part
    return None


def _with(base: Features, features: Features, kept: tuple[str, ...]) -> Features:
    values = {name: getattr(features if name in kept else base, name) for name in Features.__slots__}
    return Features(**values)
