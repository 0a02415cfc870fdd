"""Calls that do not need each other, made at once."""

from collections.abc import Callable, Sequence
from multiprocessing.pool import ThreadPool
from typing import TypeVar

from s3_replication.aws.notes import Noted, note_again, noting

__all__ = ["in_parallel"]

T = TypeVar("T")


def in_parallel(calls: Sequence[Callable[[], T]], most: int) -> list[T]:
    """The answers, and what they noted, in the order of the calls; at most so many calls at once. Raises the first error."""
    threads = min(most, len(calls))
    if threads <= 1:
        return [call() for call in calls]
    with ThreadPool(threads) as pool:
        answered = pool.map(_noted, calls, chunksize=1)
    for _, noted in answered:
        note_again(noted)
    return [answer for answer, _ in answered]


def _noted(call: Callable[[], T]) -> tuple[T, Noted]:
    with noting() as noted:
        return call(), noted
