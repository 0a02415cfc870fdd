"""Arithmetic, comparison and logic on values that may be UNKNOWN."""

import operator
from collections.abc import Callable, Mapping

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.source.values import EvaluationError, LimitError, same, to_number

__all__ = ["binary", "truth", "unary"]

_LARGEST = 10**30
_ARITHMETIC: Mapping[str, Callable[[int | float, int | float], int | float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip
_COMPARISON: Mapping[str, Callable[[int | float, int | float], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


def truth(value: object) -> bool | Unknown:
    """A condition; raises EvaluationError for what is neither a boolean nor the text of one."""
    if isinstance(value, bool | Unknown):
        return value
    if value in ("true", "false"):
        return value == "true"
    if value is None or isinstance(value, str | int | float):
        raise EvaluationError
    return UNKNOWN


def unary(sign: str, value: object) -> object:
    """`!` and `-`."""
    if sign == "!":
        known = truth(value)
        return UNKNOWN if isinstance(known, Unknown) else not known
    number = to_number(value)
    return UNKNOWN if isinstance(number, Unknown) else -number


def binary(sign: str, left: object, right: object) -> object:
    """Every operator between two values."""
    if sign in ("==", "!="):
        equal = same(left, right)
        return equal if sign == "==" or isinstance(equal, Unknown) else not equal
    if sign in ("&&", "||"):
        return _logic(sign, truth(left), truth(right))
    one, other = to_number(left), to_number(right)
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return UNKNOWN
    if sign in _COMPARISON:
        return _COMPARISON[sign](one, other)
    return _bounded(_calculate(sign, one, other))


def _logic(sign: str, left: bool | Unknown, right: bool | Unknown) -> bool | Unknown:
    decisive = sign == "||"
    if decisive in (left, right):
        return decisive
    return UNKNOWN if UNKNOWN in (left, right) else not decisive


def _calculate(sign: str, one: int | float, other: int | float) -> int | float:
    try:
        if sign in _ARITHMETIC:
            return _ARITHMETIC[sign](one, other)
        if sign == "%":
            rest = abs(one) % abs(other)
            return rest if one >= 0 else -rest
        if isinstance(one, int) and isinstance(other, int) and one % other == 0:
            return one // other
        return one / other
    except ZeroDivisionError:
        raise EvaluationError from None
    except OverflowError:
        raise LimitError from None


def _bounded(number: int | float) -> int | float:
    if not -_LARGEST < number < _LARGEST:
        raise LimitError
    return int(number) if isinstance(number, float) and number.is_integer() else number
