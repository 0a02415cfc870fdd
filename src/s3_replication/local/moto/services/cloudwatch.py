"""CloudWatch: gives moto our metrics, and its alarms a state. Fixed: moto's alarms never change state by themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from moto.cloudwatch import urls
from moto.cloudwatch.models import Alarm, CloudWatchBackend, MetricAggregatedDatum, MetricDatumBase, Statistics, cloudwatch_backends
from moto.core.common_models import CloudWatchMetricProvider

from s3_replication.local.moto.store.key import naive
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.ports.metrics import NAMESPACE, Datapoint

__all__ = ["STATISTICS", "LiveAlarm", "LocalCloudWatchBackend", "ReplicationMetricProvider", "alarms"]

STATISTICS = frozenset({"Sum", "Average", "Minimum", "Maximum", "SampleCount"})


class _Datum(MetricAggregatedDatum):
    """A datum that moto does not keep for ever: it appends every instance of its models to a list."""

    def __new__(cls, *_args: Any, **_kwargs: Any) -> "_Datum":
        return object.__new__(cls)


class ReplicationMetricProvider(CloudWatchMetricProvider):
    """moto finds it by itself, as a direct subclass."""

    @staticmethod
    def get_cloudwatch_metrics(account_id: str, region: str) -> Any:
        """Every datapoint of one account in one Region."""
        backend = cloudwatch_backends[account_id][region]
        assert isinstance(backend, LocalCloudWatchBackend)  # noqa: S101 - `installation` put ours in place
        runtime = backend.runtime
        if runtime.metrics is None:
            return []
        return [_datum(point) for point in runtime.metrics.datapoints(account_id, region, runtime.clock.now())]


def _datum(point: Datapoint) -> _Datum:
    dimensions = [{"Name": name, "Value": value} for name, value in point.dimensions]
    return _Datum(NAMESPACE, point.name, point.minimum, point.maximum, float(point.samples), point.total, dimensions, naive(point.at),
                  point.unit)  # fmt: skip


class LocalCloudWatchBackend(CloudWatchBackend):
    """Fixed: a new alarm begins with INSUFFICIENT_DATA (moto: OK), a changed one keeps its state (moto: OK again)."""

    runtime: Runtime

    def put_metric_alarm(self, name: str, *arguments: Any, **more: Any) -> Alarm:
        """As moto, with the right state."""
        known = self.alarms.get(name)
        made = super().put_metric_alarm(name, *arguments, **more)
        made.state_value = "INSUFFICIENT_DATA" if known is None else known.state_value
        return made

    @property
    def _url_module(self) -> Any:
        return urls


@dataclass(frozen=True, slots=True)
class LiveAlarm:
    """One alarm of moto's; `alarm` itself is moto's object."""

    account: str
    region: str
    alarm: Alarm
    backend: CloudWatchBackend

    @property
    def state(self) -> str:
        """The present state; OK, ALARM or INSUFFICIENT_DATA."""
        return str(self.alarm.state_value)

    def values(self, statistic: str, period: timedelta, periods: int, now: datetime) -> list[float | None]:
        """The statistic of the last periods, oldest first; the running period counts as soon as it has data (assumed)."""
        data = [datum for datum in self.backend.get_all_metrics() if self._is_mine(datum)]
        seconds = int(period.total_seconds())
        start = naive(now) - timedelta(seconds=now.timestamp() % seconds)
        start = start.replace(microsecond=0) if start.microsecond < 500000 else (start + timedelta(seconds=1)).replace(microsecond=0)
        ends = [start + period - n * period for n in range(periods + 1)]
        found = [_statistic(statistic, [datum for datum in data if end - period <= datum.timestamp < end]) for end in ends]
        return (found[:-1] if found[0] is not None else found[1:])[::-1]

    def _is_mine(self, datum: MetricDatumBase) -> bool:
        mine = {(dimension.name, dimension.value) for dimension in self.alarm.dimensions}
        return (
            datum.namespace == self.alarm.namespace
            and datum.name == self.alarm.metric_name
            and {(dimension.name, dimension.value) for dimension in datum.dimensions} == mine
            and self.alarm.unit in {None, datum.unit}
        )

    def change(self, state: str, reason: str, now: datetime) -> None:
        """Set a new state."""
        self.alarm.update_state(reason, "{}", state)
        self.alarm.state_updated_timestamp = naive(now)


def _statistic(statistic: str, data: Sequence[MetricDatumBase]) -> float | None:
    if not data:
        return None
    statistics = Statistics([statistic], data[0].timestamp)
    statistics.metric_data = list(data)
    found = statistics.get_statistics_for_type(statistic)
    return None if found is None else float(found)


def alarms() -> Iterator[LiveAlarm]:
    """Every alarm of every account and Region."""
    for account, regions in list(cloudwatch_backends.items()):
        for region, backend in list(dict.items(regions)):
            for alarm in list(backend.alarms.values()):
                yield LiveAlarm(account, region, alarm, backend)
