"""What clients asked for: the bodies of configuration calls, and how often each operation was called."""

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass

__all__ = ["Recorded", "Recorder"]

KEPT = 10000


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call that changes configuration, as it was on the wire."""

    service: str
    operation: str
    account: str
    region: str
    method: str
    path: str
    query: str
    body: str
    status: int


class Recorder:
    """Keeps the last calls; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[Recorded] = deque(maxlen=KEPT)
        self._counts: Counter[str] = Counter()

    def count(self, service: str, operation: str) -> None:
        """Count one request."""
        with self._lock:
            self._counts[f"{service}:{operation}"] += 1

    def record(self, call: Recorded) -> None:
        """Keep one call."""
        with self._lock:
            self._calls.append(call)

    def calls(self, service: str | None = None, operation: str | None = None) -> list[dict[str, object]]:
        """The calls kept, oldest first, of one service or operation."""
        with self._lock:
            found = list(self._calls)
        return [asdict(call) for call in found if service in {None, call.service} and operation in {None, call.operation}]

    def counts(self) -> dict[str, int]:
        """Requests by "service:operation" since the start or the last reset."""
        with self._lock:
            return dict(self._counts)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._calls.clear()
            self._counts.clear()
