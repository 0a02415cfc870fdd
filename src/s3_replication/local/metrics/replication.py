"""Feeds the metrics from the replication worker (facts 4.63, 4.65, 4.69, 6.17)."""

from s3_replication.core import Change, failed_operations, has_metrics
from s3_replication.local.metrics.recorder import MetricRecorder, SeriesName
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.moto.store.world import find_bucket
from s3_replication.local.replication.worker import Delivery, Settled, Worker

__all__ = ["ReplicationMetrics"]


class ReplicationMetrics:
    """Listens to the worker; a rule counts as it was when the operation was queued (2.20)."""

    def __init__(self, worker: Worker) -> None:
        self.recorder = MetricRecorder()
        self._regions: dict[str, str] = {}
        worker.on_admitted.append(self._admitted)
        worker.on_settled.append(self._settled)

    def clear(self) -> None:
        """Forget everything."""
        self.recorder.clear()
        self._regions.clear()

    def _admitted(self, delivery: Delivery) -> None:
        if has_metrics(delivery.admission.rule) and delivery.admission.change is not Change.BATCH:
            self.recorder.admitted(self._name(delivery), id(delivery.record), _size(delivery), delivery.record.admitted)

    def _settled(self, settled: Settled) -> None:
        """One sample for each end that the core knows (4.69); one that it cannot decide only stops being pending."""
        delivery = settled.delivery
        if has_metrics(delivery.admission.rule):
            self.recorder.settled(self._name(delivery), id(delivery.record), failed_operations(settled.task), settled.at)

    def _name(self, delivery: Delivery) -> SeriesName:
        """A destination that was deleted keeps the Region it had, else it is taken to be in the source's."""
        name = delivery.admission.destination_bucket
        destination = find_bucket(name)
        if destination is not None:
            self._regions[name] = destination.region_name
        source = delivery.bucket
        region = self._regions.get(name, source.region_name)
        return SeriesName(source.account_id, source.name, source.region_name, name, region, delivery.admission.rule.id or "")


def _size(delivery: Delivery) -> int:
    """Bytes that have to be moved: none for a marker or a change of metadata."""
    moves = delivery.record.component.value == "object"
    return delivery.version.contentsize if moves and isinstance(delivery.version, LocalKey) else 0
