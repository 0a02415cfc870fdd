"""Requests first: deliveries share one interpreter with the requests, so while many requests come in they take only a small part of it."""

import time

__all__ = ["Pace"]

BATCH = 8  # deliveries between two looks at the requests: changing threads for each one would cost more than the delivery
BUSY = 400.0  # requests a second above which deliveries give way
SLEEP_SECONDS = 0.05
FEW_SHARE = 0.0005  # below this part, deliveries are no load and a wait would only delay the next one
BACKLOG_SHARE = 0.5  # above this part of the queue's room the worker takes what it needs


class Pace:
    """`request` is called by every request; the worker calls `yield_to_requests` before each delivery."""

    def __init__(self) -> None:
        self._requests = 0  # counted without a lock: a lost count changes nothing
        self._seen = 0
        self._since = 0.0
        self._deliveries = 0

    def request(self) -> None:
        """A request is being answered."""
        self._requests += 1

    def yield_to_requests(self, backlog: float) -> None:
        """After every few deliveries, wait a moment where many requests came in meanwhile.

        Not at all where `backlog` (0 to 1) is high, or so low that deliveries take next to nothing.
        """
        self._deliveries += 1
        if self._deliveries < BATCH:
            return
        self._deliveries = 0
        now = time.perf_counter()
        rate = (self._requests - self._seen) / max(now - self._since, 1e-6)
        self._seen, self._since = self._requests, now
        if rate > BUSY and FEW_SHARE <= backlog < BACKLOG_SHARE:
            time.sleep(SLEEP_SECONDS)
            self._since = time.perf_counter() - SLEEP_SECONDS
