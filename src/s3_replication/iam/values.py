"""The third value: what a Terraform plan or an account that we may not read does not tell, and logic with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

__all__ = ["UNKNOWN", "Beginning", "Truth", "Unknown", "all_true", "any_true", "negate"]


class Unknown(Enum):
    """A value that exists and is not known here; never equal to a known value."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

Truth: TypeAlias = bool | Unknown


@dataclass(frozen=True, slots=True)
class Beginning:
    """A text of which only the beginning is known, such as aws:userid when the session's name is not."""

    text: str


def any_true(truths: Iterable[Truth]) -> Truth:
    """Kleene's or: one True settles it, however much is unknown."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is UNKNOWN:
            result = UNKNOWN
    return result


def all_true(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: one False settles it, however much is unknown."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is UNKNOWN:
            result = UNKNOWN
    return result


def negate(truth: Truth) -> Truth:
    """Kleene's not: the unknown stays unknown."""
    return UNKNOWN if truth is UNKNOWN else not truth
