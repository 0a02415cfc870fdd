"""What could not be read, as one finding for all the values that are unknown because of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from s3_replication.findings.causes import EVERYTHING, Cause, UnknownValue
from s3_replication.findings.causes.permissions import OPEN_STATEMENT
from s3_replication.findings.decided_groups import DecidedGroup
from s3_replication.findings.finding import Finding
from s3_replication.findings.words import and_list

__all__ = ["BlindSpot", "depends_on", "explain_unknowns", "join_statements", "spot_of", "unused", "widened"]

_MOST_VALUES: Final = 6


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """A finding about what could not be read, and the parts that are unknown because of it.

    A part is a resource (a bucket's name, an ARN or an account id) with a name as in UnknownValue.
    """

    finding: Finding
    hides: frozenset[tuple[str, str]]

    def explains(self, value: UnknownValue) -> bool:
        """Whether the value is unknown because of this."""
        return (value.resource, value.part) in self.hides or (value.resource, EVERYTHING) in self.hides

    def cause(self, instead_of: Cause) -> Cause:
        """This in place of one unknown value."""
        return replace(instead_of, check=self.finding.id, subject=self.finding.subject, target=self.finding.why)


def spot_of(value: UnknownValue, spots: Iterable[BlindSpot]) -> BlindSpot | None:
    """The first blind spot that explains the value; None if none does."""
    return next((one for one in spots if one.explains(value)), None)


def unused(spots: Iterable[BlindSpot], findings: Sequence[Finding]) -> list[Finding]:
    """The findings of the blind spots that no outcome needs, so that `findings` do not have them."""
    return [one.finding for one in spots if not any(_continues(had, one.finding) for had in findings)]


def _continues(finding: Finding, first: Finding) -> bool:
    """Whether a finding is the first one, or that with the values that it leaves unknown."""
    return (finding.id, finding.subject) == (first.id, first.subject) and finding.why.startswith(first.why)


def explain_unknowns(decided: Iterable[DecidedGroup], spots: Sequence[BlindSpot]) -> list[DecidedGroup]:
    """The groups, with the first blind spot that explains it as the cause in place of each unknown value."""

    def explained(cause: Cause) -> Cause:
        spot = spot_of(cause.unknown, spots) if cause.unknown is not None else None
        return cause if spot is None else spot.cause(cause)

    return _with_causes(decided, explained)


def join_statements(decided: Sequence[DecidedGroup]) -> list[DecidedGroup]:
    """The groups, where a statement that certainly stops some of them is the same cause for those of which that is not known."""
    certain = {cause.key[1:]: cause for one in decided for cause in one.solution.causes if cause.evidence and cause.check != OPEN_STATEMENT}

    def joined(cause: Cause) -> Cause:
        found = certain.get(cause.key[1:]) if cause.check == OPEN_STATEMENT else None
        return cause if found is None else replace(cause, check=found.check, says=found.says)

    return _with_causes(decided, joined)


def _with_causes(decided: Iterable[DecidedGroup], changed: Callable[[Cause], Cause]) -> list[DecidedGroup]:
    return [replace(one, solution=replace(one.solution, causes=tuple(map(changed, one.solution.causes)))) for one in decided]


def widened(finding: Finding, causes: Iterable[Cause]) -> Finding:
    """The finding with the values that it leaves unknown."""
    return replace(finding, why=f"{finding.why} The outcomes depend on {_listed(causes)}.")


def depends_on(causes: Iterable[Cause]) -> str:
    """The sentence of values of one resource that nothing explains."""
    values = list(causes)
    are = "is" if len({one.unknown for one in values}) == 1 else "are"
    return f"The outcome depends on {_listed(values)}, which {are} not known."


def _listed(causes: Iterable[Cause]) -> str:
    """The values in words; a resource of which nothing is known is named alone."""
    values = dict.fromkeys(one.unknown for one in causes if one.unknown is not None)
    whole = {one.resource for one in values if one.resource and one.part == EVERYTHING}
    words = list(dict.fromkeys(one.words for one in values if one.part == EVERYTHING or one.resource not in whole))
    return and_list(words, _MOST_VALUES)
