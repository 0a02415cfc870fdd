"""Keeps the replication metrics of every rule and gives them out as CloudWatch's datapoints."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime

from s3_replication.local.metrics.series import RETAINED, GaugeSeries
from s3_replication.local.ports.metrics import Datapoint

__all__ = ["Counted", "MetricRecorder", "SeriesName"]


@dataclass(frozen=True, slots=True)
class SeriesName:
    """One rule's metrics towards one destination: dimensions (4.60), the source's account, and the two Regions (4.64)."""

    account: str
    source_bucket: str
    source_region: str
    destination_bucket: str
    destination_region: str
    rule_id: str

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        """All three; CloudWatch finds a metric by its complete set only."""
        return (("SourceBucket", self.source_bucket), ("DestinationBucket", self.destination_bucket), ("RuleId", self.rule_id))


@dataclass(slots=True)
class Counted:
    """Operations of one minute and how many of them failed (4.63)."""

    operations: int = 0
    failed: int = 0


@dataclass(slots=True)
class _RuleSeries:
    pending: GaugeSeries = field(default_factory=GaugeSeries)
    counted: dict[datetime, Counted] = field(default_factory=dict)


class MetricRecorder:
    """Takes admissions and ends as they happen; safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: dict[SeriesName, _RuleSeries] = {}

    def admitted(self, name: SeriesName, operation: Hashable, size: int, at: datetime) -> None:
        """A live operation under a rule with metrics became pending."""
        with self._lock:
            self._rules.setdefault(name, _RuleSeries()).pending.admitted(operation, size, at)

    def settled(self, name: SeriesName, operation: Hashable, failed: int | None, at: datetime) -> None:
        """An operation ended, with a sample for the failures unless None; one of Batch Replication never became pending here (6.17)."""
        with self._lock:
            rule = self._rules.setdefault(name, _RuleSeries())
            rule.pending.settled(operation, at)
            if failed is None:
                return
            counted = rule.counted.setdefault(at.replace(second=0, microsecond=0), Counted())
            counted.operations += 1
            counted.failed += failed
            while len(rule.counted) > RETAINED:
                del rule.counted[next(iter(rule.counted))]

    def datapoints(self, account: str, region: str, now: datetime) -> list[Datapoint]:
        """What CloudWatch shows to an account in a Region: failures in the source's, the rest in the destination's (4.64)."""
        found: list[Datapoint] = []
        with self._lock:
            for name, rule in self._rules.items():
                if name.account == account and name.destination_region == region:
                    found.extend(_pending(name, rule.pending, now))
                if name.account == account and name.source_region == region:
                    found.extend(_failures(name, rule.counted))
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._rules.clear()


def _pending(name: SeriesName, series: GaugeSeries, now: datetime) -> list[Datapoint]:
    found = []
    for at, gauge in series.values(now):
        for metric, unit, value in (
            ("ReplicationLatency", "Seconds", gauge.latency),
            ("BytesPendingReplication", "Bytes", float(gauge.size)),
            ("OperationsPendingReplication", "Count", float(gauge.operations)),
        ):
            found.append(Datapoint(metric, unit, name.dimensions, at, value, value, value, 1))
    return found


def _failures(name: SeriesName, counted: dict[datetime, Counted]) -> list[Datapoint]:
    return [
        Datapoint(
            "OperationsFailedReplication", "Count", name.dimensions, at, float(value.failed == value.operations), float(value.failed > 0),
            float(value.failed), value.operations,
        )
        for at, value in counted.items()
    ]  # fmt: skip
