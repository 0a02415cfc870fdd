"""The events that replication causes: failures, missed thresholds, and arrivals in the destination (facts 4.30 to 4.41)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from s3_replication.core import Change, Component, EventKind, Outcome, has_rtc, sends_failure_event
from s3_replication.iam import Arn, Unknown
from s3_replication.local.events.rtc import Deadlines
from s3_replication.local.moto.store.versions import read_version
from s3_replication.local.moto.store.world import find_bucket, read_bucket
from s3_replication.local.notifications.outbox import Outbox
from s3_replication.local.notifications.record import EventName, ReplicationOperation, failure_record, ordinary_record, threshold_record
from s3_replication.local.replication.worker import Delivery, Settled, Worker

__all__ = ["ReplicationEvents"]

_ARRIVALS: Final[Mapping[Component, EventName]] = {
    Component.OBJECT: EventName.OBJECT_CREATED_PUT,
    Component.DELETE_MARKER: EventName.DELETE_MARKER_CREATED,
    Component.TAGS: EventName.TAGGING_PUT,
    Component.ACL: EventName.ACL_PUT,
}


class ReplicationEvents:
    """Listens to the worker. Batch Replication causes no failure and no threshold events (6.17; assumed for failures)."""

    def __init__(self, worker: Worker, outbox: Outbox) -> None:
        self._outbox = outbox
        self._deadlines: Deadlines[Delivery] = Deadlines()
        worker.on_admitted.append(self._admitted)
        worker.on_settled.append(self._settled)

    def tick(self, now: datetime) -> None:
        """Send the events of operations that have become late."""
        for delivery, at in self._deadlines.missed(now):
            operation = _operation(delivery)
            self._outbox.send(operation.source, EventKind.MISSED_THRESHOLD, operation.version.key, threshold_record(operation, at))

    def clear(self) -> None:
        """Forget what is open."""
        self._deadlines.clear()

    def _admitted(self, delivery: Delivery) -> None:
        live = delivery.admission.change is not Change.BATCH and delivery.admission.component is not Component.DELETE_MARKER  # 3.78, 6.17
        if live and has_rtc(delivery.admission.rule):
            self._deadlines.watch(id(delivery.record), delivery, delivery.record.admitted)

    def _settled(self, settled: Settled) -> None:
        delivery, task = settled.delivery, settled.task
        self.tick(settled.at)
        late = self._deadlines.settled(id(delivery.record))
        if task.outcome is Outcome.COMPLETED:
            if late:
                operation = _operation(delivery)
                record = threshold_record(operation, settled.at, settled.at)
                self._outbox.send(operation.source, EventKind.AFTER_THRESHOLD, operation.version.key, record)
            self._send_arrival(delivery, settled.at)
        elif task.failure_reason is not None and sends_failure_event(task) and delivery.admission.change is not Change.BATCH:
            operation = _operation(delivery)
            record = failure_record(operation, task.failure_reason.value, settled.at)
            self._outbox.send(operation.source, EventKind.FAILED, operation.version.key, record)

    def _send_arrival(self, delivery: Delivery, at: datetime) -> None:
        """The ordinary event in the destination; the principal is the session that wrote the replica (4.40, a third party's notes)."""
        event = _ARRIVALS.get(delivery.admission.component)
        destination = find_bucket(delivery.admission.destination_bucket)
        if event is None or destination is None or destination.notification_configuration is None:
            return
        found = destination.keys.find(delivery.version.name, delivery.version.version_id)
        if found is None:
            return
        bucket, version = read_bucket(destination), read_version(destination, found)
        role = delivery.admission.role if isinstance(delivery.admission.role, str) else ""
        principal = f"AWS:{role.rsplit('/', 1)[-1]}:s3-replication"
        record = ordinary_record(bucket, version, event, at, principal)
        self._outbox.send(bucket, event, version.key, record, Arn.parse(role).account if role else bucket.account)


def _operation(delivery: Delivery) -> ReplicationOperation:
    admission, source = delivery.admission, read_bucket(delivery.bucket)
    bucket = admission.rule.destination.bucket
    arn = "" if isinstance(bucket, Unknown) else bucket
    version = read_version(delivery.bucket, delivery.version)
    requested = version.last_modified if admission.component in {Component.OBJECT, Component.DELETE_MARKER} else delivery.record.admitted
    return ReplicationOperation(source, version, admission.change, admission.rule.id or "", arn, requested)
