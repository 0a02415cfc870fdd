"""The groups of objects with their decisions, and the repairs that their causes need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from s3_replication.core import Bucket, Engine, Outcome, Task, World
from s3_replication.findings.catalogue import find_check
from s3_replication.findings.causes import Cause, causes_of
from s3_replication.findings.expectations import is_expected
from s3_replication.findings.finding import Severity
from s3_replication.findings.groups import Group
from s3_replication.findings.repairs import Edit, FailingExample, Solution, find_repairs
from s3_replication.findings.repairs.minimal import merged

__all__ = ["CollectedRepairs", "DecidedGroup"]


@dataclass(frozen=True, slots=True)
class DecidedGroup:
    """One group, the task for one destination and, if it is not COMPLETED, what would repair it.

    `waits`: whether the bucket has a version of the group that only a Batch Replication job replicates.
    """

    group: Group
    bucket: Bucket
    task: Task
    solution: Solution = field(default_factory=lambda: Solution((), (), solved=True))
    waits: bool = False

    @property
    def case(self) -> FailingExample:
        return FailingExample(self.group.version, self.group.change, self.task.destination_bucket)

    @property
    def expected(self) -> bool:
        return is_expected(self.bucket, self.group.version, self.group.change)

    def suffers(self, cause: Cause) -> bool:
        """Whether the cause stops objects that should replicate: causes behind a deliberate setting stop nothing yet."""
        return self.expected and (cause is self.solution.causes[0] or not _is_deliberate(self.task, self.solution.causes))


class CollectedRepairs:
    """The changes by root cause. What is expected is repaired without the changes that only other objects need."""

    def __init__(self, world: World, engine: Engine) -> None:
        self._world, self._engine = world, engine
        self._others: dict[tuple[str, ...], tuple[Edit, ...]] = {}
        self._edits: dict[bool, dict[tuple[str, ...], list[Edit]]] = {True: {}, False: {}}

    def explain(self, decided: Sequence[DecidedGroup]) -> Sequence[DecidedGroup]:
        """The groups of one bucket, each that is not COMPLETED with its solution."""
        works = [one for one in decided if one.task.outcome is Outcome.COMPLETED]
        found: list[DecidedGroup] = []
        broken_groups = [one for one in decided if one.task.outcome is not Outcome.COMPLETED]
        for expected, collected in self._edits.items():
            broken = [one for one in broken_groups if self._is_wanted(one) is expected]
            repairs = find_repairs(self._world, [one.case for one in broken], self._engine)
            found += [replace(one, solution=solution) for one, solution in zip(broken, repairs.solutions, strict=True)]
            self._others = {**repairs.others, **self._others}
            for key, edits in repairs.edits.items():
                collected.setdefault(key, []).extend(edits)
        return [*found, *works]

    def _is_wanted(self, one: DecidedGroup) -> bool:
        """Whether repairs are for the group: it is expected, and no deliberate setting leaves it out."""
        return one.expected and not _is_deliberate(one.task, causes_of(one.task, one.group.version, self._world))

    def others(self) -> Mapping[tuple[str, ...], Sequence[Edit]]:
        """Changes that work in place of those for a root cause."""
        return self._others

    def by_cause(self) -> Mapping[tuple[str, ...], Sequence[Edit]]:
        """The changes for each root cause of every bucket explained so far."""
        return {key: merged(edits) for key, edits in {**self._edits[False], **self._edits[True]}.items()}


def _is_deliberate(task: Task, causes: Sequence[Cause]) -> bool:
    """Whether a deliberate setting keeps the object from replicating."""
    return task.outcome is Outcome.NOT_REPLICATED and bool(causes) and find_check(causes[0].check).severity is Severity.NOTE
