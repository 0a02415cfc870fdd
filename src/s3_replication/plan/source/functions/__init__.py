"""Terraform's functions that need nothing but their arguments."""

from collections.abc import Mapping

from s3_replication.iam import UNKNOWN
from s3_replication.plan.source.functions import collections, conversion, digests, documents, networks, numbers, sets, texts, times
from s3_replication.plan.source.functions.signature import Function
from s3_replication.plan.source.values import EvaluationError, LimitError, fully_known

__all__ = ["FUNCTIONS", "call", "walks"]

FUNCTIONS: Mapping[str, Function] = {
    **collections.FUNCTIONS, **conversion.FUNCTIONS, **digests.FUNCTIONS, **documents.FUNCTIONS, **networks.FUNCTIONS,
    **numbers.FUNCTIONS, **sets.FUNCTIONS, **texts.FUNCTIONS, **times.FUNCTIONS,
}  # fmt: skip


def call(name: str, arguments: list[object]) -> object:
    """The function's result; UNKNOWN for a function that is not here. Raises EvaluationError where Terraform refuses the call."""
    function = FUNCTIONS.get(name)
    if function is None:
        return UNKNOWN
    if function.needs_all and not all(map(fully_known, arguments)):
        return UNKNOWN
    try:
        return function.call(*arguments)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        raise EvaluationError from None
    except (OverflowError, MemoryError):
        raise LimitError from None


def walks(name: str) -> bool:
    """Whether the function looks at every part of its arguments."""
    function = FUNCTIONS.get(name)
    return function is not None and (function.walks or function.needs_all)
