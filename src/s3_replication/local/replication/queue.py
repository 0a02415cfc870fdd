"""The queue between admission and delivery: in order per key and destination, delayed, paused, bounded, countable."""

import heapq
import threading
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Generic, TypeVar

from s3_replication.local.ports.clock import Clock

__all__ = ["DeliveryQueue", "QueueEntry"]

J = TypeVar("J")
ROOM = 20000  # ready entries above which writers wait: bounds memory and lag without refusing a request
FREED = 0.98  # what is left of a full queue when writers go on: writers that woke up after each delivery would hold up the next
WAIT_SECONDS = 10.0
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(order=True, slots=True)
class QueueEntry(Generic[J]):
    """One job; `chain` are the jobs that must not overtake each other."""

    due: datetime
    number: int
    chain: Hashable = field(compare=False)
    job: J = field(compare=False)
    generation: int = field(compare=False)


class DeliveryQueue(Generic[J]):
    """Only the head of each chain is ready or waiting for its time; finishing it frees the next. Times are the local AWS' clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._ready: deque[QueueEntry[J]] = deque()
        self._later: list[QueueEntry[J]] = []
        self._chains: dict[Hashable, deque[QueueEntry[J]] | None] = {}  # what waits behind the head of each, None for nothing
        self._numbers = count()
        self._running = 0
        self._open = 0
        self._waiting_workers = self._writers = 0
        self.paused = False
        self.delay = timedelta(0)
        self.generation = 0
        self.closed = False

    def put(self, chain: Hashable, job: J, admitted: datetime | None = None) -> None:
        """Add a job behind the others of its chain, due when the delay after its admission (by default now) has passed."""
        now = admitted or self._clock.now()
        with self._changed:
            entry = QueueEntry(now + self.delay, next(self._numbers), chain, job, self.generation)
            self._open += 1
            if chain not in self._chains:
                self._chains[chain] = None
                self._place(entry, now)
                return
            behind = self._chains[chain]
            if behind is None:
                behind = self._chains[chain] = deque()
            behind.append(entry)

    def _place(self, entry: QueueEntry[J], now: datetime) -> None:
        if entry.due <= now:
            self._ready.append(entry)
        else:
            heapq.heappush(self._later, entry)
        if self._waiting_workers and not self.paused:
            self._changed.notify()

    def take(self) -> QueueEntry[J] | None:
        """The next job whose time has come, waiting for it; None once the queue is closed."""
        with self._changed:
            while not self.closed:
                now = self._clock.now() if self._later else _LONG_AGO
                while self._later and self._later[0].due <= now:
                    self._ready.append(heapq.heappop(self._later))
                if self._ready and not self.paused:
                    self._running += 1
                    return self._ready.popleft()
                left = (self._later[0].due - now).total_seconds() if self._later and not self.paused else None
                self._waiting_workers += 1
                self._changed.wait(left)
                self._waiting_workers -= 1
            return None

    def done(self, entry: QueueEntry[J], again_after: timedelta | None = None) -> None:
        """The job is finished, or is to be tried again at the head of its chain."""
        with self._changed:
            self._running -= 1
            if entry.generation != self.generation:
                self._changed.notify_all()
                return
            if again_after is not None:
                now = self._clock.now()
                entry.due = now + again_after
                self._place(entry, now)
                return
            self._open -= 1
            behind = self._chains[entry.chain]
            if behind:
                self._place(behind.popleft(), self._clock.now())
            else:
                del self._chains[entry.chain]
            if self._open == 0 or (self._writers and len(self._ready) <= ROOM * FREED):
                self._changed.notify_all()

    def wait_for_room(self) -> bool:
        """Hold the caller while too many jobs are ready; False where none got done in time (or delivery is paused)."""
        if len(self._ready) < ROOM:
            return True
        with self._changed:
            self._writers += 1
            try:
                return self._changed.wait_for(lambda: len(self._ready) <= ROOM * FREED or self.paused or self.closed, WAIT_SECONDS)
            finally:
                self._writers -= 1

    def wait_until_idle(self, seconds: float) -> int:
        """Wait until nothing is open; the number of jobs still open."""
        with self._changed:
            self._changed.wait_for(lambda: self._open == 0 or self.paused or self.closed, seconds)
            return self._open

    def wake(self, change: Callable[[], None] | None = None) -> None:
        """Make a change (pause, delay, clock) and look at everything again."""
        with self._changed:
            if change is not None:
                change()
            self._changed.notify_all()

    def clear(self) -> None:
        """Drop every job; a running one ends without effect on the new generation."""
        with self._changed:
            self.generation += 1
            self._ready.clear()
            self._later.clear()
            self._chains.clear()
            self._open = 0
            self.paused, self.delay = False, timedelta(0)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._running == 0 or self.closed, WAIT_SECONDS)

    @property
    def backlog(self) -> float:
        """How full the queue is, from 0 to 1."""
        return len(self._ready) / ROOM

    @property
    def open(self) -> int:
        """Jobs that are not done."""
        return self._open

    def close(self) -> None:
        """End the workers."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()
