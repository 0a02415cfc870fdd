"""A test of what a text means: the request's value is read as the policy's was, and the two are compared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from s3_replication.iam.conditions.operator import Reader
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Beginning, Truth

__all__ = ["comparing"]

Value = TypeVar("Value")
Bound = TypeVar("Bound")


@dataclass(frozen=True, slots=True)
class ComparedTest(Generic[Value, Bound]):
    """Compares the parsed request value with the parsed policy value. A value that cannot be parsed matches nothing."""

    parse: Callable[[str], Value]
    compare: Callable[[Value, Bound], bool]
    bound: Bound

    @property
    def keys(self) -> tuple[str, ...]:
        """Only texts and ARNs take variables."""
        return ()

    def matches(self, value: str | Beginning, lookup: Lookup) -> Truth:  # noqa: ARG002 - the shape that all tests share
        """Compare in the policy's order: value, then bound."""
        if isinstance(value, Beginning):
            return UNKNOWN
        try:
            return self.compare(self.parse(value), self.bound)
        except ValueError:
            return False


def comparing(parse: Callable[[str], Value], compare: Callable[[Value, Bound], bool], parse_bound: Callable[[str], Bound]) -> Reader:
    """A reader of such tests; what `parse_bound` raises for a policy's text says what is allowed."""

    def read(text: str, variables: bool) -> ComparedTest[Value, Bound]:  # noqa: ARG001 - the shape that all readers share
        return ComparedTest(parse, compare, parse_bound(text))

    return read
