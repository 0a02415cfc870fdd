"""The operators of order, shared by numbers and dates."""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from s3_replication.iam.conditions.comparison import comparing
from s3_replication.iam.conditions.operator import Operator

__all__ = ["ordered_operators"]

COMPARISONS: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "Equals": operator.eq,
    "NotEquals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}


def ordered_operators(prefix: str, parse: Callable[[str], Decimal]) -> dict[str, Operator]:
    """The six operators of one family; `parse` raises ValueError that says what is allowed."""
    return {
        prefix + suffix: Operator(comparing(parse, compare, parse), negated=suffix == "NotEquals")
        for suffix, compare in COMPARISONS.items()
    }
