"""Finds the changes that make objects replicate, and proves them: each is applied to a copy of the world and decided again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from s3_replication.core import Change, Engine, Outcome, Task, Version, World
from s3_replication.findings.causes import Cause, causes_of
from s3_replication.findings.repairs.edits import Edit
from s3_replication.findings.repairs.minimal import merged, minimal
from s3_replication.findings.repairs.proposals import edits_for, edits_instead
from s3_replication.iam import Denial, Verdict

__all__ = ["FailingExample", "Repairs", "Solution", "find_repairs"]

MOST_ROUNDS: Final = 24  # a delivery has fewer steps that can fail
_RESOURCE_LACKS: Final = frozenset({"bucket-policy-lacks-permission", "key-policy-lacks-permission"})
_MOST_REQUESTS: Final = 99  # a step makes fewer
_ORDER: Final = (Outcome.NOT_REPLICATED, Outcome.PENDING, Outcome.FAILED, Outcome.UNKNOWN, Outcome.COMPLETED)


@dataclass(frozen=True, slots=True)
class FailingExample:
    """One example object, its change, and the destination whose outcome is not COMPLETED."""

    version: Version
    change: Change
    destination: str


@dataclass(frozen=True, slots=True)
class Solution:
    """Every cause that keeps a case from COMPLETED, in the order in which S3 would meet them, and whether their repairs are known.

    `others` holds changes that bring the delivery as far as those of the cause.
    """

    causes: tuple[Cause, ...]
    edits: tuple[tuple[Cause, tuple[Edit, ...]], ...]
    solved: bool
    others: tuple[tuple[Cause, tuple[Edit, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Repairs:
    """The solution of each case, in their order, and the smallest changes per root cause (`Cause.key`) that bring every case as far.

    `others` has, for some causes, changes of another policy that work as well in place of those in `edits`.
    """

    solutions: tuple[Solution, ...]
    edits: Mapping[tuple[str, ...], tuple[Edit, ...]]
    others: Mapping[tuple[str, ...], tuple[Edit, ...]]


def find_repairs(world: World, cases: Sequence[FailingExample], engine: Engine | None = None) -> Repairs:
    """Solve every case, then take away each part of the changes that no case needs; `engine` is one of this world, if the caller has it."""
    worlds = _Worlds(world, engine or Engine(world))
    solutions = tuple(_solve(worlds, case) for case in cases)
    by_cause: dict[tuple[str, ...], list[Edit]] = {}
    for solution in solutions:
        for cause, edits in solution.edits:
            by_cause.setdefault(cause.key, []).extend(edit for edit in edits if edit not in by_cause.get(cause.key, ()))
    whole = {key: merged(edits) for key, edits in by_cause.items()}
    changed = [(case, _edits(solution)) for case, solution in zip(cases, solutions, strict=True) if solution.edits]
    reached = [(case, _progress(worlds.task(edits, case))) for case, edits in changed]

    def enough(edits: tuple[Edit, ...]) -> bool:
        return all(_progress(worlds.task(edits, case)) >= best for case, best in reached)

    smallest = minimal(whole, enough)
    return Repairs(solutions, smallest, _others(solutions, smallest, enough))


def _others(
    solutions: Sequence[Solution], smallest: Mapping[tuple[str, ...], tuple[Edit, ...]], enough: Callable[[tuple[Edit, ...]], bool]
) -> Mapping[tuple[str, ...], tuple[Edit, ...]]:
    """The other changes for each cause that are enough for every case, made as small as the chosen ones."""
    collected: dict[tuple[str, ...], list[Edit]] = {}
    for solution in solutions:
        for cause, edits in solution.others:
            collected.setdefault(cause.key, []).extend(edits)
    found = {key: _smallest_instead(key, merged(edits), smallest, enough) for key, edits in collected.items() if smallest.get(key)}
    return {key: edits for key, edits in found.items() if edits}


def _smallest_instead(
    key: tuple[str, ...],
    edits: tuple[Edit, ...],
    smallest: Mapping[tuple[str, ...], tuple[Edit, ...]],
    enough: Callable[[tuple[Edit, ...]], bool],
) -> tuple[Edit, ...]:
    """The other changes for one cause without what no case needs; none if they are not enough."""
    rest = tuple(edit for other, those in smallest.items() if other != key for edit in those)

    def works(those: tuple[Edit, ...]) -> bool:
        return enough((*rest, *those))

    return minimal({key: edits}, works)[key] if works(edits) else ()


def _edits(solution: Solution) -> tuple[Edit, ...]:
    return _all_edits(solution.edits)


class _Worlds:
    """The world with any set of changes, and an engine for each."""

    def __init__(self, world: World, engine: Engine) -> None:
        self._engines: dict[tuple[Edit, ...], Engine] = {(): engine}
        self._worlds: dict[tuple[Edit, ...], World] = {(): world}

    def world(self, edits: tuple[Edit, ...]) -> World:
        found = self._worlds.get(edits)
        if found is None:
            found = self._worlds[edits] = edits[-1].apply(self.world(edits[:-1]))
        return found

    def task(self, edits: tuple[Edit, ...], case: FailingExample) -> Task:
        engine = self._engines.get(edits)
        if engine is None:
            engine = self._engines[edits] = Engine(self.world(edits))
        tasks = engine.decide(case.version, case.change).tasks
        return next(
            (task for task in tasks if task.destination_bucket == case.destination), Task(case.destination, Outcome.NOT_REPLICATED, ())
        )


def _solve(worlds: _Worlds, case: FailingExample) -> Solution:
    applied: tuple[Edit, ...] = ()
    causes: list[Cause] = []
    chosen: list[tuple[Cause, tuple[Edit, ...]]] = []
    others: list[tuple[Cause, tuple[Edit, ...]]] = []
    for _ in range(MOST_ROUNDS):
        task = worlds.task(applied, case)
        if task.outcome is Outcome.COMPLETED:
            return Solution(tuple(causes), tuple(chosen), solved=True, others=tuple(others))
        found = causes_of(task, case.version, worlds.world(applied))
        working = _working(worlds, case, task, applied, found)
        if not working:
            causes.extend(found)
            break
        better, *instead = working
        if len(better) == 1:
            cause = better[0][0]
            others += [(cause, edits) for ((other, edits),) in instead if other.check != cause.check]
            others += _instead(worlds, case, task, applied, cause)
        for cause, edits in better:
            causes.append(cause)
            chosen.append((cause, edits))
            applied += edits
    return Solution(tuple(causes), tuple(chosen), solved=False, others=tuple(others))


def _working(
    worlds: _Worlds, case: FailingExample, task: Task, applied: tuple[Edit, ...], causes: Sequence[Cause]
) -> list[tuple[tuple[Cause, tuple[Edit, ...]], ...]]:
    """The fewest causes whose changes bring the delivery further, and others that are as few and as good.

    In one account, the role's policy alone is enough. It comes first, because it names no more than the role.
    """
    world = worlds.world(applied)
    proposed = [
        (cause, edits) for cause in causes if (edits := edits_for(cause, task.admission, case.version.bucket, case.destination, world))
    ]
    reached = _progress(task)
    for size in range(1, len(proposed) + 1):
        subsets = list(combinations(sorted(proposed, key=lambda one: one[0].check in _RESOURCE_LACKS), size))
        after = [(subset, _progress(worlds.task(applied + _all_edits(subset), case))) for subset in subsets]
        if found := [subset for subset, progress in after if progress > reached]:
            return found
    return []


def _instead(
    worlds: _Worlds, case: FailingExample, task: Task, applied: tuple[Edit, ...], cause: Cause
) -> Iterator[tuple[Cause, tuple[Edit, ...]]]:
    """A change of the bucket's or key's policy that brings the delivery further in place of one of the role's."""
    edits = edits_instead(cause, task.admission, worlds.world(applied))
    if edits and _progress(worlds.task(applied + edits, case)) > _progress(task):
        yield cause, edits


def _all_edits(chosen: Iterable[tuple[Cause, tuple[Edit, ...]]]) -> tuple[Edit, ...]:
    return tuple(dict.fromkeys(edit for _, those in chosen for edit in those))


def _progress(task: Task) -> tuple[int, int, int, int]:
    """How far a delivery came: its outcome, then what is still unknown, or its steps and how many requests of the last one are denied."""
    order = _ORDER.index(task.outcome)
    if task.outcome in (Outcome.UNKNOWN, Outcome.COMPLETED):
        return order, -len(task.unknown), 0, 0
    last = task.steps[-1].checks if task.steps else ()
    explicit = sum(check.decision.denial is Denial.EXPLICIT for check in last)
    denied = sum(check.decision.verdict is Verdict.DENY for check in last)
    if task.steps and not denied:  # the step asks for no permission before the state of the bucket or key is right
        explicit = denied = _MOST_REQUESTS
    return order, len(task.steps), -explicit, -denied
