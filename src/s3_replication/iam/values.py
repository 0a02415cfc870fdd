"""UNKNOWN, for values that a Terraform plan or an unreadable account does not show, and three-valued logic."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

__all__ = ["PRESENT", "UNKNOWN", "Beginning", "Multivalued", "Truth", "Unknown", "all_true", "any_true", "negate", "undecided"]


class Unknown(Enum):
    """A value that exists but is not known; never equal to a known value."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

Truth: TypeAlias = bool | Unknown


@dataclass(frozen=True, slots=True)
class Beginning:
    """A text of which only the beginning is known, such as aws:userid when the session's name is not."""

    text: str


PRESENT: Final = (Beginning(""),)
"""The values of a key that the request has, and of which nothing else is known."""


class Multivalued(tuple[str | Beginning, ...]):
    """The values of a multivalued context key, however many there are: IAM compares a list of one as a list."""

    __slots__ = ()


def undecided(values: tuple[str | Beginning, ...] | Unknown | None) -> bool:
    """Whether a key's value is not wholly known."""
    return isinstance(values, Unknown) or (values is not None and any(isinstance(value, Beginning) for value in values))


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
