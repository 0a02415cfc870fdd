"""The 15 minutes of Replication Time Control, on the local AWS' clock (facts 4.32, 4.75, 4.78)."""

import heapq
import threading
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Final, Generic, TypeVar

__all__ = ["LIMIT", "Deadlines"]

LIMIT: Final = timedelta(minutes=15)
T = TypeVar("T")


@dataclass(order=True, slots=True)
class _Watched(Generic[T]):
    due: datetime
    number: int
    name: Hashable = field(compare=False)
    what: T = field(compare=False)


class Deadlines(Generic[T]):
    """Operations that are open, by when they miss the limit; safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heap: list[_Watched[T]] = []
        self._open: dict[Hashable, _Watched[T]] = {}
        self._late: set[Hashable] = set()
        self._numbers = count()

    def watch(self, name: Hashable, what: T, admitted: datetime) -> None:
        """An operation under RTC was queued."""
        watched = _Watched(admitted + LIMIT, next(self._numbers), name, what)
        with self._lock:
            self._open[name] = watched
            heapq.heappush(self._heap, watched)

    def missed(self, now: datetime) -> list[tuple[T, datetime]]:
        """What has become late by now and was not reported before, with the time when it did."""
        found = []
        with self._lock:
            while self._heap and self._heap[0].due <= now:
                watched = heapq.heappop(self._heap)
                if self._open.get(watched.name) is watched:
                    self._late.add(watched.name)
                    found.append((watched.what, watched.due))
        return found

    def settled(self, name: Hashable) -> bool:
        """The operation has ended; returns whether it was reported as late."""
        with self._lock:
            self._open.pop(name, None)
            late = name in self._late
            self._late.discard(name)
            return late

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._heap.clear()
            self._open.clear()
            self._late.clear()
