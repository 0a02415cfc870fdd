"""Temporary failures on request: deliveries that S3 would retry on its own (fact 4.13)."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from s3_replication.local.ports.clock import Clock

__all__ = ["Fault", "Faults"]


@dataclass(slots=True)
class Fault:
    """Deliveries to `destination` ("" is every one) fail `times` times, or until a moment."""

    destination: str
    times: int | None
    until: datetime | None


class Faults:
    """The failures that are in force."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, destination: str = "", times: int | None = None, lasting: timedelta | None = None) -> None:
        """Let deliveries fail for a number of times, a time, or (neither given) until cleared."""
        until = self._clock.now() + lasting if lasting is not None else None
        with self._lock:
            self._faults.append(Fault(destination, times, until))

    def clear(self) -> None:
        """End all failures."""
        with self._lock:
            self._faults.clear()

    def applies(self, destination: str) -> bool:
        """Whether this delivery fails now; uses one of the times up."""
        if not self._faults:
            return False
        with self._lock:
            now = self._clock.now()
            self._faults = [fault for fault in self._faults if (fault.until is None or fault.until > now) and fault.times != 0]
            for fault in self._faults:
                if fault.destination in {"", destination}:
                    if fault.times is not None:
                        fault.times -= 1
                    return True
        return False
