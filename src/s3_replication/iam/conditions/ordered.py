"""A test by order, shared by numbers and dates."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from s3_replication.iam.conditions.test import Operator, Test
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Beginning, Truth

__all__ = ["ordered_operators"]

COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "Equals": operator.eq,
    "NotEquals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}


@dataclass(frozen=True, slots=True)
class OrderedTest:
    """The request's value stands in an order to the policy's; a value that cannot be read matches nothing."""

    parse: Callable[[str], float]
    compare: Callable[[float, float], bool]
    bound: float

    @property
    def keys(self) -> tuple[str, ...]:
        """Numbers and dates take no variables."""
        return ()

    def matches(self, value: str | Beginning, lookup: Lookup) -> Truth:  # noqa: ARG002 - the shape that all tests share
        """Compare in the policy's order: value, then bound."""
        if isinstance(value, Beginning):
            return UNKNOWN
        try:
            return self.compare(self.parse(value), self.bound)
        except ValueError:
            return False


def ordered_operators(prefix: str, parse: Callable[[str], float]) -> dict[str, Operator]:
    """The six operators of one family; `parse` raises ValueError that says what is allowed."""
    readers = {suffix: partial(read_ordered, parse, compare) for suffix, compare in COMPARISONS.items()}
    return {prefix + suffix: Operator(reader, negated=suffix == "NotEquals") for suffix, reader in readers.items()}


def read_ordered(
    parse: Callable[[str], float],
    compare: Callable[[float, float], bool],
    text: str,
    variables: bool,  # noqa: ARG001 - the shape that all readers share
    negated: bool,  # noqa: ARG001 - the shape that all readers share
) -> Test:
    """Read the policy's bound."""
    return OrderedTest(parse, compare, parse(text))
