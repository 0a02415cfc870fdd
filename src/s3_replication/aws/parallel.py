"""Calls that do not need each other, made at once."""

from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import partial
from multiprocessing.pool import ThreadPool
from typing import TypeVar

__all__ = ["in_parallel"]

T = TypeVar("T")


def in_parallel(calls: Sequence[Callable[[], T]], most: int) -> list[T]:
    """The answers in the order of the calls, at most so many calls at once; raises the first error. Notes go to the caller's block."""
    threads = min(most, len(calls))
    if threads <= 1:
        return [call() for call in calls]
    with ThreadPool(threads) as pool:
        return pool.map(_run, [partial(copy_context().run, call) for call in calls], chunksize=1)


def _run(call: Callable[[], T]) -> T:
    return call()
