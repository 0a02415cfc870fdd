"""Feeds the metrics from the replication worker (facts 4.63, 4.65, 4.69, 6.17)."""

from s3_replication.core import Change, failed_operations, has_metrics
from s3_replication.local.metrics.recorder import MetricRecorder, SeriesName
from s3_replication.local.moto_compat.key import LocalKey
from s3_replication.local.moto_compat.world import find_bucket
from s3_replication.local.replication.worker import Job, Settled, Worker

__all__ = ["ReplicationMetrics"]


class ReplicationMetrics:
    """Listens to the worker; a rule counts as it was when the operation was admitted (2.20)."""

    def __init__(self, worker: Worker) -> None:
        self.recorder = MetricRecorder()
        self._regions: dict[str, str] = {}
        worker.on_admitted.append(self._admitted)
        worker.on_settled.append(self._settled)

    def clear(self) -> None:
        """Forget everything."""
        self.recorder.clear()
        self._regions.clear()

    def _admitted(self, job: Job) -> None:
        if has_metrics(job.admission.rule) and job.admission.change is not Change.BATCH:
            self.recorder.admitted(self._name(job), id(job.record), _size(job), job.record.admitted)

    def _settled(self, settled: Settled) -> None:
        """One sample for each end that the core knows (4.69); one that it cannot decide only stops being pending."""
        job = settled.job
        if has_metrics(job.admission.rule):
            self.recorder.settled(self._name(job), id(job.record), failed_operations(settled.task), settled.at)

    def _name(self, job: Job) -> SeriesName:
        """A destination that was deleted keeps the Region it had, else it is taken to be in the source's."""
        name = job.admission.destination_bucket
        destination = find_bucket(name)
        if destination is not None:
            self._regions[name] = destination.region_name
        source = job.bucket
        region = self._regions.get(name, source.region_name)
        return SeriesName(source.account_id, source.name, source.region_name, name, region, job.admission.rule.id or "")


def _size(job: Job) -> int:
    """Bytes that have to be moved: none for a marker or a change of metadata."""
    moves = job.record.component.value == "object"
    return job.version.contentsize if moves and isinstance(job.version, LocalKey) else 0
