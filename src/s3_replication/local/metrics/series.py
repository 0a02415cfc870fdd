"""Minute values of one rule's replication metrics, from the operations as they come and go (facts 4.60 to 4.69)."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["MINUTE", "RETAINED", "Gauge", "GaugeSeries"]

MINUTE: Final = timedelta(minutes=1)
RETAINED: Final = 15 * 24 * 60  # minutes that CloudWatch keeps one-minute values (CloudWatch User Guide, "Metrics retention")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Gauge:
    """The highest values within one minute: operations and bytes pending, and how many seconds the oldest was behind."""

    operations: int = 0
    size: int = 0
    latency: float = 0.0


@dataclass(slots=True)
class GaugeSeries:
    """Pending operations of one rule and destination. Call with moments that do not go back.

    A minute in which nothing was pending has no value (4.67).
    """

    minutes: dict[int, Gauge] = field(default_factory=dict)
    _open: dict[Hashable, tuple[datetime, int]] = field(default_factory=dict)
    _size: int = 0
    _at: datetime = _EPOCH

    def admitted(self, name: Hashable, size: int, at: datetime) -> None:
        """An operation of `size` bytes became pending."""
        self.settled(name, at)
        self._open[name] = (at, size)
        self._size += size
        self._note(at)

    def settled(self, name: Hashable, at: datetime) -> None:
        """The operation came to its end, whichever."""
        self.roll(at)
        found = self._open.pop(name, None)
        if found is not None:
            self._size -= found[1]
            minute = self.minutes.setdefault(_minute(at), Gauge())
            minute.latency = max(minute.latency, (at - found[0]).total_seconds())

    def roll(self, at: datetime) -> None:
        """Fill the minutes since the last call with what was pending through them."""
        first, last = _minute(self._at), _minute(at)
        if self._open:
            for minute in range(max(first, last - RETAINED), last):
                self._note(_EPOCH + (minute + 1) * MINUTE, minute)
            self._note(at)
        self._at = max(at, self._at)
        for old in [minute for minute in self.minutes if minute < last - RETAINED] if last > first else []:
            del self.minutes[old]

    def _note(self, at: datetime, minute: int | None = None) -> None:
        gauge = self.minutes.setdefault(_minute(at) if minute is None else minute, Gauge())
        gauge.operations = max(gauge.operations, len(self._open))
        gauge.size = max(gauge.size, self._size)
        oldest = next(iter(self._open.values()))[0]
        gauge.latency = max(gauge.latency, (at - oldest).total_seconds())

    def values(self, at: datetime) -> Iterator[tuple[datetime, Gauge]]:
        """Every minute that has values, oldest first."""
        self.roll(at)
        for minute in sorted(self.minutes):
            yield _EPOCH + minute * MINUTE, self.minutes[minute]


def _minute(at: datetime) -> int:
    return (at - _EPOCH) // MINUTE
