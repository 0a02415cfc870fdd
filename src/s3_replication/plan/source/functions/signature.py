"""What the functions share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from s3_replication.plan.source.values import EvaluationError, LimitError, elements, to_number, to_text

__all__ = ["Function", "limited", "listed", "mapped", "text_of", "whole"]

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Function:
    """`needs_all` says that the result is UNKNOWN as long as any part of any argument is, and that the function sees no such argument.

    `walks` says that the function looks at every part of its arguments, however deep.
    """

    call: Callable[..., object]
    needs_all: bool = False
    walks: bool = False


def listed(value: object) -> Sequence[object]:
    """The members of a list or set; raises EvaluationError for anything else."""
    found = elements(value)
    if found is None:
        raise EvaluationError
    return found


def mapped(value: object) -> Mapping[str, object]:
    """The object; raises EvaluationError for anything else."""
    if value is None or isinstance(value, str | int | float) or elements(value) is not None:
        raise EvaluationError
    if not isinstance(value, Mapping):  # a resource as a whole, whose attributes are not listed
        raise LimitError
    return value


def text_of(value: object) -> str:
    """The text, of a number or true and false too; raises EvaluationError for anything else."""
    text = to_text(value)
    if not isinstance(text, str):
        raise EvaluationError
    return text


def whole(value: object) -> int:
    """The whole number; raises EvaluationError for anything else."""
    number = to_number(value)
    if not isinstance(number, int):  # fractions are not calculated with
        raise LimitError
    return number


def limited(values: list[object]) -> list[object]:
    """The list, if it is of a size that an expression may have."""
    if len(values) > _MOST:
        raise LimitError
    return values
