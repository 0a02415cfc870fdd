"""A truth value with its evidence, and the logic that combines them."""

from collections.abc import Iterable
from dataclasses import dataclass

from s3_replication.iam.model import Evidence
from s3_replication.iam.values import UNKNOWN, Truth

__all__ = ["NOTHING", "PartialResult", "all_of", "any_of", "merged"]


@dataclass(frozen=True, slots=True)
class PartialResult:
    """What one layer or a combination says; `unknown` names what is not known if the truth is UNKNOWN."""

    truth: Truth
    evidence: tuple[Evidence, ...] = ()
    unknown: frozenset[str] = frozenset()


NOTHING = PartialResult(truth=False)


def merged(truth: Truth, outcomes: Iterable[PartialResult]) -> PartialResult:
    """The evidence of all outcomes that have this truth, each once."""
    chosen = [outcome for outcome in outcomes if outcome.truth is truth]
    evidence = tuple(dict.fromkeys(piece for outcome in chosen for piece in outcome.evidence))
    return PartialResult(truth, evidence, frozenset().union(*(outcome.unknown for outcome in chosen)))


def any_of(*outcomes: PartialResult) -> PartialResult:
    """The first that is true settles it; else all that are unknown, else all that are false are the reason."""
    for outcome in outcomes:
        if outcome.truth is True:
            return outcome
    return merged(UNKNOWN if any(outcome.truth is UNKNOWN for outcome in outcomes) else False, outcomes)


def all_of(*outcomes: PartialResult) -> PartialResult:
    """All that are false are the reason, else all that are unknown; true needs every one."""
    for truth in (False, UNKNOWN):
        if any(outcome.truth is truth for outcome in outcomes):
            return merged(truth, outcomes)
    return merged(True, outcomes)
