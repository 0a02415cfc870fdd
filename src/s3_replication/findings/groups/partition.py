"""Sorts combinations of features by what a world decides about them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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


def partition(
    ordered: Iterable[Features], base: Features, result: Callable[[Features], tuple[Ending, ...]], expected: Callable[[Features], bool]
) -> Partition:
    """Represent each combination by a part with the same result, the one with the most features; by itself if no part has it.

    `ordered` has the simplest first. A part has some of the features and in all others the value of the base. An expected combination
    has an expected part: a failure of SSE-S3 objects with tags says nothing to the owner of a bucket that encrypts with a KMS key.
    """
    found = Partition({}, {})
    for features in ordered:
        outcome = result(features)
        deviations = features.deviations(base)
        # Where the bucket encrypts with a KMS key, that is no feature of an expected object.
        names = [name for name in deviations if name != "encryption" or not expected(features)]
        single = len(names) == 0 or (len(names) == 1 and names[0] in _CLASSES)
        parts = () if single else _parts(features, base, deviations)
        fitting = (part for part in parts if found.results.get(part) == outcome)
        one = next((part for part in fitting if expected(part) or not expected(features)), None)
        if one is None:
            found.results[features] = outcome
        found.representative[features] = features if one is None else one
    return found


def _parts(features: Features, base: Features, deviations: tuple[str, ...]) -> Iterator[Features]:
    """Those with the most features first."""
    for size in range(len(deviations) - 1, -1, -1):
        for kept in combinations(deviations, size):
            yield _with(base, features, kept)


def _with(base: Features, features: Features, kept: tuple[str, ...]) -> Features:
    values = {name: getattr(features if name in kept else base, name) for name in Features.__slots__}
    return Features(**values)
