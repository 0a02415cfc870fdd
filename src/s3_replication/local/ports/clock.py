"""The local AWS' clock: real time plus what tests advanced, strictly increasing so that versions have an order."""

import threading
import time
from datetime import UTC, datetime, timedelta

__all__ = ["FARTHEST", "Clock"]

FARTHEST = timedelta(days=36525)  # 100 years: dates of retention and expiry still lie before Python's last year
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """`advance` moves it forward; only `reset` moves it back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = 0
        self._last = 0

    def now(self) -> datetime:
        """The present moment in UTC; two calls never give the same one."""
        with self._lock:
            self._last = max(time.time_ns() // 1000 + self._offset, self._last + 1)
            return _EPOCH + timedelta(microseconds=self._last)

    def advance(self, by: timedelta) -> datetime:
        """Move the clock forward; raises ValueError on a negative step, or where the clock would be too far ahead of real time."""
        if by < timedelta(0):
            raise ValueError("the clock only moves forward; give a positive number of seconds")
        with self._lock:
            ahead = timedelta(microseconds=self._offset) + by
            if ahead > FARTHEST:
                raise ValueError(f"the clock goes at most {FARTHEST.days} days ahead of real time, and this would be {ahead.days}")
            self._offset = ahead // timedelta(microseconds=1)
        return self.now()

    def reset(self) -> None:
        """Real time again; only for a world that has been emptied, since its times may lie ahead."""
        with self._lock:
            self._offset = self._last = 0
