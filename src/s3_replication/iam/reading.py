"""Whether what AWS would refuse ends the reading of a policy, or is noted so that the rest is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from s3_replication.iam.kinds import PolicyKind
from s3_replication.iam.problem import Place, PolicyError
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["Note", "PolicyReading"]

Element = TypeVar("Element")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader of the policy should know: the place of an element, and what is odd about it."""

    place: str
    text: str


class PolicyReading:
    """How one policy is read: `stored` where AWS holds it already, so that it is read as far as it can be."""

    __slots__ = ("kind", "notes", "stored")

    def __init__(self, kind: PolicyKind | None, stored: bool) -> None:
        self.kind = kind
        self.stored = stored
        self.notes: list[Note] = []

    def note(self, place: Place, text: str) -> None:
        """Keep a note."""
        self.notes.append(Note(str(place), text))

    def element(
        self, place: Place, read: Callable[Arguments, Element], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Element | Unknown:
        """What `read` returns for the arguments; in a stored policy UNKNOWN, with a note, where it raises PolicyError."""
        if not self.stored:
            return read(*args, **kwargs)
        try:
            return read(*args, **kwargs)
        except PolicyError as error:
            self.note(place, str(error))
            return UNKNOWN
