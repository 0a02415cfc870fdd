"""The events that replication causes: failures, missed thresholds, and arrivals in the destination (facts 4.30 to 4.41)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from s3_replication.core import Change, Component, EventKind, Outcome, has_rtc, sends_failure_event
from s3_replication.iam import Unknown
from s3_replication.local.events.record import EventName, Operation, failure_record, ordinary_record, threshold_record
from s3_replication.local.events.rtc import Deadlines
from s3_replication.local.events.sending import send
from s3_replication.local.moto_compat import notifying
from s3_replication.local.moto_compat.versions import read_version
from s3_replication.local.moto_compat.world import find_bucket, read_bucket
from s3_replication.local.replication.worker import Job, Settled, Worker

__all__ = ["ReplicationEvents"]

_ARRIVALS: Final[Mapping[Component, EventName]] = {
    Component.OBJECT: EventName.OBJECT_CREATED_PUT,
    Component.DELETE_MARKER: EventName.DELETE_MARKER_CREATED,
    Component.TAGS: EventName.TAGGING_PUT,
    Component.ACL: EventName.ACL_PUT,
}


class ReplicationEvents:
    """Listens to the worker. Batch Replication causes no failure and no threshold events (6.17; assumed for failures)."""

    def __init__(self, worker: Worker) -> None:
        self._deadlines: Deadlines[Job] = Deadlines()
        worker.on_admitted.append(self._admitted)
        worker.on_settled.append(self._settled)

    def tick(self, now: datetime) -> None:
        """Tell what has become late."""
        for job, at in self._deadlines.missed(now):
            operation = _operation(job)
            send(operation.source, EventKind.MISSED_THRESHOLD, operation.version.key, threshold_record(operation, at))

    def clear(self) -> None:
        """Forget what is open."""
        self._deadlines.clear()

    def _admitted(self, job: Job) -> None:
        live = job.admission.change is not Change.BATCH and job.admission.component is not Component.DELETE_MARKER  # 3.78, 6.17
        if live and has_rtc(job.admission.rule):
            self._deadlines.watch(id(job.record), job, job.record.admitted)

    def _settled(self, settled: Settled) -> None:
        job, task = settled.job, settled.task
        self.tick(settled.at)
        late = self._deadlines.settled(id(job.record))
        if task.outcome is Outcome.COMPLETED:
            if late:
                operation = _operation(job)
                record = threshold_record(operation, settled.at, settled.at)
                send(operation.source, EventKind.AFTER_THRESHOLD, operation.version.key, record)
            _tell_arrival(job, settled.at)
        elif task.failure_reason is not None and sends_failure_event(task) and job.admission.change is not Change.BATCH:
            operation = _operation(job)
            record = failure_record(operation, task.failure_reason.value, settled.at)
            send(operation.source, EventKind.FAILED, operation.version.key, record)


def _operation(job: Job) -> Operation:
    admission, source = job.admission, read_bucket(job.bucket)
    bucket = admission.rule.destination.bucket
    arn = "" if isinstance(bucket, Unknown) else bucket
    version = read_version(job.bucket, job.version)
    requested = version.last_modified if admission.component in {Component.OBJECT, Component.DELETE_MARKER} else job.record.admitted
    return Operation(source, version, admission.change, admission.rule.id or "", arn, requested)


def _tell_arrival(job: Job, at: datetime) -> None:
    """The ordinary event in the destination; the principal is the session that wrote the replica (4.40, a third party's notes)."""
    event = _ARRIVALS.get(job.admission.component)
    destination = find_bucket(job.admission.destination_bucket)
    if event is None or destination is None or destination.notification_configuration is None:
        return
    found = destination.keys.find(job.version.name, job.version.version_id)
    if found is None:
        return
    bucket, version = read_bucket(destination), read_version(destination, found)
    role = job.admission.role if isinstance(job.admission.role, str) else ""
    principal = f"AWS:{role.rsplit('/', 1)[-1]}:s3-replication"
    send(bucket, event, version.key, ordinary_record(bucket, version, event, at, principal))
    notifying.send_to_event_bridge(destination, found, event.value)
