"""One row per group of objects and destination: what check said, and what happened."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from s3_replication.core import Outcome
from s3_replication.rehearse.decided import Said
from s3_replication.rehearse.objects import GroupObject

__all__ = ["Happened", "RehearsedGroup", "happened", "rows_of"]


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of a version for one destination: S3's words in `explanation`, and whether the destination has the version."""

    said: Said
    explanation: str = ""
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class RehearsedGroup:
    """One group and destination. `happened` is None if the group is not rehearsed, and `note` says why.

    `check` is what check says of the plan, `settled` what it says with the values known after apply. `expected` says that the bucket's own
    settings give such objects.
    """

    source_bucket: str
    destination_bucket: str
    object_class: str
    keys: str
    example_key: str
    description: str
    expected: bool
    check: Said
    settled: Said
    happened: Happened | None
    note: str = ""

    @property
    def differs(self) -> bool:
        """Whether something else happened than check said; UNKNOWN says nothing."""
        if self.happened is None:
            return False
        decided = self.settled.outcome is not Outcome.UNKNOWN and not self.settled.reason_is_open
        if self.happened.arrived != (self.settled.arrives if decided else self.happened.said.outcome is Outcome.COMPLETED):
            return True
        return not (self.check.agrees(self.happened.said) and self.settled.agrees(self.happened.said))


def happened(version: Mapping[str, Any], arrived: Callable[[str], bool]) -> dict[str, Happened]:
    """The results of one version by destination, from the local AWS's record of it."""
    found = {}
    for task in version["tasks"]:
        said = Said(Outcome(task["outcome"]), task["failure_reason"])
        found[task["destination"]] = Happened(said, task["explanation"] or "", arrived(task["destination"]))
    for one in version["not_replicated"]:
        name = one["destination"]
        found.setdefault(name, Happened(Said(Outcome.NOT_REPLICATED), one["explanation"], bool(name) and arrived(name)))
    return found


def rows_of(
    written: GroupObject, check: Mapping[str, Said], settled: Mapping[str, Said], results: Mapping[str, Happened] | None, *, expected: bool
) -> Iterator[RehearsedGroup]:
    """A row for each destination that anything names; "" where no rule names one."""
    group = written.group
    named = [name for name in dict.fromkeys([*settled, *(results or {})]) if name] or [""]
    for name in named:
        result = None if results is None else results.get(name, Happened(Said(Outcome.NOT_REPLICATED)))
        yield RehearsedGroup(
            group.version.bucket, name, group.object_class.value, group.keys.pattern, group.keys.example, group.description, expected,
            _said(check, name), _said(settled, name), result, written.note,
        )  # fmt: skip


def _said(said: Mapping[str, Said], destination: str) -> Said:
    """A destination that no decision names gets nothing, unless a decision does not know its destination."""
    unnamed = said.get("", Said(Outcome.NOT_REPLICATED))
    return said.get(destination, unnamed)
