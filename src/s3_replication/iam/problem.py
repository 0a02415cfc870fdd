"""The error for an invalid policy: the place, what is wrong, what is allowed and the fix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.errors import InputError

__all__ = ["Place", "PolicyError", "shown"]


class PolicyError(InputError):
    """A policy that AWS would refuse; names the element's path, what is wrong, what is allowed and the fix."""


LONG: Final = 10**18


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a policy document, such as Statement[0].Action of the policy named."""

    policy: str
    path: str = ""

    def __truediv__(self, element: str) -> "Place":
        """The place of an element of this one."""
        return Place(self.policy, f"{self.path}.{element}" if self.path else element)

    def __getitem__(self, index: int) -> "Place":
        """The place of a list's item."""
        return Place(self.policy, f"{self.path}[{index}]")

    def __str__(self) -> str:
        """The place as messages and the trace show it."""
        return f"{self.policy}: {self.path}" if self.path else self.policy

    def error(self, wrong: str, allowed: str, repair: str) -> PolicyError:
        """The refusal, to be raised."""
        return PolicyError(f"policy {self} {wrong}; allowed: {allowed}. {repair}")


def shown(value: object) -> str:
    """A value as a message quotes it: short, and never failing (Python writes no integer of thousands of digits out)."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, str | bool | float | None) or (isinstance(value, int) and abs(value) < LONG):
        text = repr(value)
        return text if len(text) <= 80 else f"{text[:77]}..."
    return "a list" if isinstance(value, Sequence) else f"of the type {type(value).__name__}"
