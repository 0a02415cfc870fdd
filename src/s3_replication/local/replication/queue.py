"""The queue between admission and delivery: in order per key and destination, delayed, paused, bounded, countable."""

import heapq
import threading
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Generic, TypeVar

from s3_replication.local.clock import Clock

__all__ = ["DeliveryQueue", "Entry"]

J = TypeVar("J")
ROOM = 20000  # ready entries above which writers wait: keeps memory and lag bounded without refusing anybody
WAIT_SECONDS = 10.0


@dataclass(order=True, slots=True)
class Entry(Generic[J]):
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
        self._ready: deque[Entry[J]] = deque()
        self._later: list[Entry[J]] = []
        self._chains: dict[Hashable, deque[Entry[J]]] = {}
        self._numbers = count()
        self._running = 0
        self._open = 0
        self._waiting_workers = 0
        self.paused = False
        self.delay = timedelta(0)
        self.generation = 0
        self.closed = False

    def put(self, chain: Hashable, job: J, admitted: datetime | None = None) -> None:
        """Add a job behind the others of its chain, due when the delay after its admission (by default now) has passed."""
        now = admitted or self._clock.now()
        with self._changed:
            entry = Entry(now + self.delay, next(self._numbers), chain, job, self.generation)
            self._open += 1
            behind = self._chains.get(chain)
            if behind is not None:
                behind.append(entry)
                return
            self._chains[chain] = deque([entry])
            self._place(entry, now)

    def _place(self, entry: Entry[J], now: datetime) -> None:
        if entry.due <= now:
            self._ready.append(entry)
        else:
            heapq.heappush(self._later, entry)
        if self._waiting_workers and not self.paused:
            self._changed.notify()

    def take(self) -> Entry[J] | None:
        """The next job whose time has come, waiting for it; None once the queue is closed."""
        with self._changed:
            while not self.closed:
                now = self._clock.now()
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

    def done(self, entry: Entry[J], again_after: timedelta | None = None) -> None:
        """The job is finished, or is to be tried again at the head of its chain."""
        now = self._clock.now()
        with self._changed:
            self._running -= 1
            if entry.generation != self.generation:
                self._changed.notify_all()
                return
            chain = self._chains[entry.chain]
            if again_after is not None:
                entry.due = now + again_after
                self._place(entry, now)
                return
            chain.popleft()
            self._open -= 1
            if chain:
                self._place(chain[0], now)
            else:
                del self._chains[entry.chain]
            if self._open == 0 or len(self._ready) < ROOM:
                self._changed.notify_all()

    def wait_for_room(self) -> bool:
        """Hold the caller while too many jobs are ready; False where none got done in time (or delivery is paused)."""
        if len(self._ready) < ROOM:
            return True
        with self._changed:
            return self._changed.wait_for(lambda: len(self._ready) < ROOM or self.paused or self.closed, WAIT_SECONDS)

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
