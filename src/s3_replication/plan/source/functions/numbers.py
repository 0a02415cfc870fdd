"""Functions of numbers."""

import math
from typing import Final

from s3_replication.iam import Unknown
from s3_replication.plan.source.functions.signature import Function, listed, whole
from s3_replication.plan.source.values import EvaluationError, LimitError, to_number

__all__ = ["FUNCTIONS"]

_LARGEST_BASE, _LARGEST_EXPONENT = 1_000, 5


def _number(value: object) -> int | float:
    number = to_number(value)
    if isinstance(number, Unknown):
        raise EvaluationError
    return number


def _sum(value: object) -> object:
    return sum(map(_number, listed(value)))


def _parseint(text: object, base: object) -> object:
    return int(str(text), whole(base))


def _pow(base: object, exponent: object) -> object:
    if abs(whole(exponent)) > _LARGEST_EXPONENT or abs(whole(base)) > _LARGEST_BASE or whole(exponent) < 0:
        raise LimitError
    return whole(base) ** whole(exponent)


def _signum(value: object) -> object:
    return (_number(value) > 0) - (_number(value) < 0)


FUNCTIONS: Final = {
    "abs": Function(lambda value: abs(_number(value)), needs_all=True),
    "ceil": Function(lambda value: math.ceil(_number(value)), needs_all=True),
    "floor": Function(lambda value: math.floor(_number(value)), needs_all=True),
    "max": Function(lambda *given: max(map(_number, given)), needs_all=True),
    "min": Function(lambda *given: min(map(_number, given)), needs_all=True),
    "parseint": Function(_parseint, needs_all=True),
    "pow": Function(_pow, needs_all=True),
    "signum": Function(_signum, needs_all=True),
    "sum": Function(_sum, needs_all=True),
}
