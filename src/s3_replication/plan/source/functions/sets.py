"""Functions of sets, and what makes many values of few."""

from itertools import product
from math import prod
from typing import Final

from s3_replication.iam import UNKNOWN
from s3_replication.plan.source.functions.signature import Function, limited, listed, whole
from s3_replication.plan.source.types import make_set
from s3_replication.plan.source.values import EvaluationError, LimitError, same

__all__ = ["FUNCTIONS"]

_MOST = 10_000


def setproduct(*sets: object) -> object:
    if UNKNOWN in sets:
        return UNKNOWN
    members = [listed(one) for one in sets]
    if len(members) < 2:
        raise EvaluationError
    if prod(map(len, members)) * len(members) > _MOST:
        raise LimitError
    return [list(one) for one in product(*members)]


def setunion(*sets: object) -> object:
    return make_set(limited([member for one in sets for member in listed(one)]))


def setintersection(first: object, *others: object) -> object:
    return make_set([one for one in listed(first) if all(_holds(listed(other), one) for other in others)])


def setsubtract(first: object, other: object) -> object:
    return make_set([one for one in listed(first) if not _holds(listed(other), one)])


def _holds(members: object, value: object) -> bool:
    return any(same(one, value) is True for one in listed(list(members) if isinstance(members, tuple) else members))


def range_(*limits: object) -> object:
    start, end, step = {1: (0, *limits, 1), 2: (*limits, 1), 3: limits}[len(limits)]
    first, last = whole(start), whole(end)
    stride = whole(step) if len(limits) == 3 else 1 if last >= first else -1
    found = range(first, last, stride)
    if len(found) > _MOST:
        raise LimitError
    return list(found)


FUNCTIONS: Final = {
    "range": Function(range_, needs_all=True),
    "setintersection": Function(setintersection, needs_all=True),
    "setproduct": Function(setproduct),
    "setsubtract": Function(setsubtract, needs_all=True),
    "setunion": Function(setunion, needs_all=True),
}
