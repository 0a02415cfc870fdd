"""The operators of order, shared by numbers and dates."""

import operator
from collections.abc import Callable, Mapping
from typing import Final

from s3_replication.iam.conditions.compared import comparing
from s3_replication.iam.conditions.test import Operator

__all__ = ["ordered_operators"]

COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "Equals": operator.eq,
    "NotEquals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}


def ordered_operators(prefix: str, parse: Callable[[str], float]) -> dict[str, Operator]:
    """The six operators of one family; `parse` raises ValueError that says what is allowed."""
    return {
        prefix + suffix: Operator(comparing(parse, compare, parse), negated=suffix == "NotEquals")
        for suffix, compare in COMPARISONS.items()
    }
