"""Requests first: deliveries share one interpreter with the requests, so while requests come in they take only a small part of it."""

import time

__all__ = ["Pace"]

QUIET_SECONDS = 0.02  # no request for this long: the worker goes on at full speed
SLEEP_SECONDS = 0.002
BACKLOG_SHARE = 0.5  # above this part of the queue's room the worker takes what it needs


class Pace:
    """`request` is called by every request; the worker calls `give_way` before each delivery."""

    def __init__(self) -> None:
        self._last_request = 0.0

    def request(self) -> None:
        """A request is being answered."""
        self._last_request = time.perf_counter()

    def give_way(self, backlog: float) -> None:
        """Wait a moment while requests come in: at most two milliseconds per delivery, none where `backlog` (0 to 1) is high."""
        if backlog < BACKLOG_SHARE and time.perf_counter() - self._last_request < QUIET_SECONDS:
            time.sleep(SLEEP_SECONDS)
