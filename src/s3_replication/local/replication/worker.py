"""The replication worker: queues changes at write time and delivers them in the background, both by the core's decision."""

import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from s3_replication.core import (
    Admission,
    Change,
    Component,
    Engine,
    Outcome,
    Presence,
    ReplicationStatus,
    Switches,
    Task,
    Version,
    aggregate,
    counted,
)  # fmt: skip
from s3_replication.iam import Unknown
from s3_replication.local.moto.services.fis import is_paused
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey, LocalMarker, aware
from s3_replication.local.moto.store.versions import apply_metadata, read_lock, stored_replica
from s3_replication.local.moto.store.world import find_bucket, live_world
from s3_replication.local.ports.clock import Clock
from s3_replication.local.ports.listeners import call_each
from s3_replication.local.ports.task_record import TaskRecord
from s3_replication.local.replication.decisions import Decisions
from s3_replication.local.replication.faults import Faults
from s3_replication.local.replication.pace import Pace
from s3_replication.local.replication.queue import DeliveryQueue, QueueEntry
from s3_replication.local.s3.errors import S3Error

__all__ = ["Delivery", "Settled", "Worker"]

StoredVersion = LocalKey | LocalMarker
_METADATA = (Component.TAGS, Component.ACL, Component.RETENTION, Component.LEGAL_HOLD)
RETRY = timedelta(seconds=1)
KEPT = timedelta(minutes=1)
THREADS = 1  # deliveries hold the interpreter's lock, so a second thread would only make them change places


@dataclass(slots=True)
class Delivery:
    """One task of one stored version, on its way to one destination."""

    bucket: LocalBucket
    version: StoredVersion
    admission: Admission
    record: TaskRecord


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of one delivery, for events and metrics."""

    delivery: Delivery
    task: Task
    at: datetime


@dataclass(slots=True)
class _Cache:
    """The decisions of the present world; dropped at every configuration change, and when their time is a minute old."""

    decisions: Decisions | None = None
    until: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Worker:
    """`on_admitted` and `on_settled` are called for every task, in the thread that queues or delivers; they must be quick."""

    def __init__(self, clock: Clock, switches: Switches) -> None:
        self.clock = clock
        self.queue: DeliveryQueue[Delivery] = DeliveryQueue(clock)
        self.faults = Faults(clock)
        self.pace = Pace()
        self.on_admitted: list[Callable[[Delivery], None]] = []
        self.on_settled: list[Callable[[Settled], None]] = []
        self._switches = switches
        self._cache = _Cache()

    def start(self) -> None:
        """Start delivering."""
        for _ in range(THREADS):
            threading.Thread(target=self._run, name="replication", daemon=True).start()

    def world_changed(self) -> None:
        """A bucket's configuration, a role, a policy or a key is no longer what it was."""
        self._cache.decisions = None

    def engine(self) -> Engine:
        """The core's engine over the world as it is now."""
        return self._decisions().engine

    def _decisions(self) -> Decisions:
        found, now = self._cache.decisions, self.clock.now()
        if found is None or self._cache.until is None or not self._cache.until - KEPT <= now < self._cache.until:
            with self._cache.lock:
                found = self._cache.decisions = Decisions(Engine(live_world(self._switches, now)))
                self._cache.until = now + KEPT
        return found

    def wait_for_room(self) -> None:
        """Hold a writer back while deliveries are far behind; raises SlowDown where they do not move (S3's 503)."""
        if not self.queue.wait_for_room() and not self.queue.paused:
            raise S3Error("SlowDown")

    def admit(self, bucket: LocalBucket, version: StoredVersion, change: Change) -> None:
        """Decide about a change and queue its deliveries; the version shows PENDING before its writer has the answer (fact 4.05)."""
        if bucket.replication is None:
            return
        written = change in {Change.OBJECT, Change.DELETE_MARKER}
        now = aware(version.last_modified) if written else self.clock.now()
        tasks = self._decisions().admit(bucket, version, change)
        admitted = [task.admission for task in tasks if task.admission is not None and task.outcome is Outcome.PENDING]
        if written and len(admitted) < len(tasks):
            version.skipped = {task.destination_bucket: task.reason for task in tasks if task.reason is not None}
        self.queue_all([self._enter(bucket, version, admission, now) for admission in admitted], now)

    def enter_version(self, version: Version, admissions: Sequence[Admission]) -> list[Delivery]:
        """Deliveries of a version that the core has decided about, not queued yet; none where the version was deleted meanwhile."""
        bucket, now = find_bucket(version.bucket), self.clock.now()
        stored = None if bucket is None else bucket.keys.find(version.key, version.version_id)
        if bucket is None or stored is None:
            return []
        return [self._enter(bucket, stored, admission, now) for admission in admissions]

    def queue_all(self, deliveries: Sequence[Delivery], admitted: datetime | None = None) -> None:
        """Queue deliveries that were entered, by default as of now."""
        for delivery in deliveries:
            chain = (delivery.bucket.name, delivery.version.name, delivery.admission.destination_bucket)
            self.queue.put(chain, delivery, admitted)

    def _enter(self, bucket: LocalBucket, version: StoredVersion, admission: Admission, now: datetime) -> Delivery:
        """A delivery for an admission, its record on the version, and the version's status; not queued yet."""
        record = TaskRecord(admission.destination_bucket, admission.component, admission.rule.id or "", Outcome.PENDING, now)
        earlier = version.tasks.get((record.destination, record.component.value))
        record.completed_before = earlier is not None and (earlier.completed_before or earlier.outcome is Outcome.COMPLETED)
        version.tasks[(record.destination, record.component.value)] = record
        self._show_status(version)
        delivery = Delivery(bucket, version, admission, record)
        call_each(self.on_admitted, delivery)
        return delivery

    def version_deleted(self, bucket: LocalBucket, version: StoredVersion) -> None:
        """A replica deleted for good is not made again (fact 6.12)."""
        if version.replica:
            bucket.hard_deleted.add((version.name, version.version_id))

    def _run(self) -> None:
        while True:
            entry = self.queue.take()
            if entry is None:
                return
            again_after = None
            try:
                self.pace.yield_to_requests(self.queue.backlog)
                again_after = self._attempt(entry)
            except Exception:  # noqa: BLE001 - nothing would be replicated any more if this thread ended
                traceback.print_exc()
            self.queue.done(entry, again_after)
            del entry  # otherwise this thread keeps the bytes of the last object until the next delivery, even if the object is deleted

    def _attempt(self, entry: QueueEntry[Delivery]) -> timedelta | None:
        """Make one attempt at a delivery; a time to wait where replication is paused or the trouble is temporary (facts 2.26, 4.13)."""
        delivery = entry.job
        try:
            if is_paused(delivery.bucket, delivery.admission.rule, delivery.record.destination):
                return RETRY
            delivery.record.attempts += 1
            if self.faults.applies(delivery.record.destination):
                return RETRY
            self.deliver(delivery)
        except Exception as error:  # noqa: BLE001 - the one worker must outlive a defect; the delivery says what happened, the log how
            traceback.print_exc()
            delivery.record.outcome, delivery.record.settled = Outcome.FAILED, self.clock.now()
            delivery.record.unknown = (f"a defect of the local AWS: {type(error).__name__}: {error}",)
            self._show_status(delivery.version)
        return None

    def deliver(self, delivery: Delivery) -> Task:
        """One delivery in the world as it is now: write the replica, set the outcome and the status, call the listeners."""
        version = delivery.version
        there = delivery.bucket.keys.find(version.name, version.version_id) is version
        destination = find_bucket(delivery.admission.destination_bucket)
        found = destination.keys.find(version.name, version.version_id) if destination is not None else None
        lock = read_lock(found) if isinstance(found, LocalKey) else None
        source = version if there else None
        task = self._decisions().deliver(delivery.admission, delivery.bucket, source, _presence(destination, version, found), lock)
        if task.replica is not None and destination is not None and there:
            _write(destination, delivery, task, found)
        self._settle(delivery, task)
        return task

    def _settle(self, delivery: Delivery, task: Task) -> None:
        record = delivery.record
        record.outcome = Outcome.COMPLETED if task.outcome is Outcome.COMPLETED else Outcome.FAILED
        record.failure_reason, record.reported = task.failure_reason, task.reported
        record.unknown = tuple(sorted(task.unknown))
        record.settled = self.clock.now()
        self._show_status(delivery.version)
        call_each(self.on_settled, Settled(delivery, task, record.settled))

    def _show_status(self, version: StoredVersion) -> None:
        records = list(version.tasks.values())  # a request may add one meanwhile
        outcomes = tuple([counted(record.outcome, record.failure_reason, record.completed_before) for record in records])
        status = _aggregate(outcomes, version.replication_status, version.replica)
        version.replication_status = ReplicationStatus.FAILED if isinstance(status, Unknown) else status


_aggregate = lru_cache(maxsize=1024)(aggregate)


def _presence(destination: LocalBucket | None, version: StoredVersion, found: StoredVersion | None) -> Presence:
    if found is not None:
        return Presence.PRESENT
    if destination is not None and (version.name, version.version_id) in destination.hard_deleted:
        return Presence.HARD_DELETED
    return Presence.ABSENT


def _write(destination: LocalBucket, delivery: Delivery, task: Task, found: StoredVersion | None) -> None:
    """Put the core's replica in place: a new version by its time (fact 3.82), or one changed component of the version there."""
    if task.replica is None:
        return
    if delivery.record.component in _METADATA:
        if isinstance(found, LocalKey) and isinstance(delivery.version, LocalKey):
            apply_metadata(found, delivery.version, task.replica.version, delivery.record.component.value)
        return
    replica = stored_replica(destination, delivery.version, task.replica)
    with destination.keys.guard:
        if found is not None:
            destination.keys.remove(found.name, found.version_id)
        destination.keys.insert(replica.name, replica)
