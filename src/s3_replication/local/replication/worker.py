"""The replication worker: admits changes at write time and delivers them in the background, both by the core's decision."""

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from s3_replication.core import (
    Admission,
    Change,
    Component,
    Engine,
    Outcome,
    Presence,
    ReplicationStatus,
    Task,
    aggregate,
)  # fmt: skip
from s3_replication.iam import Unknown
from s3_replication.local.clock import Clock
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.key import LocalKey, LocalMarker, aware
from s3_replication.local.moto_compat.versions import apply_metadata, read_lock, read_version, stored_replica
from s3_replication.local.moto_compat.world import find_bucket, live_world
from s3_replication.local.replication.fault import Faults
from s3_replication.local.replication.pace import Pace
from s3_replication.local.replication.queue import DeliveryQueue, Entry
from s3_replication.local.replication.record import TaskRecord
from s3_replication.local.s3.errors import S3Error

__all__ = ["Job", "Settled", "Worker"]

StoredVersion = LocalKey | LocalMarker
_METADATA = (Component.TAGS, Component.ACL, Component.RETENTION, Component.LEGAL_HOLD)
RETRY = timedelta(seconds=1)
THREADS = 1  # deliveries hold the interpreter's lock, so a second thread would only make them change places


@dataclass(slots=True)
class Job:
    """One admitted task of one stored version."""

    bucket: LocalBucket
    version: StoredVersion
    admission: Admission
    record: TaskRecord


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of one job, for events and metrics."""

    job: Job
    task: Task
    at: datetime


@dataclass(slots=True)
class _Cache:
    """The engine of the present world; dropped at every configuration change."""

    engine: Engine | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Worker:
    """`on_admitted` and `on_settled` are called for every task, in the thread that admits or delivers; they must be quick."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.queue: DeliveryQueue[Job] = DeliveryQueue(clock)
        self.faults = Faults(clock)
        self.pace = Pace()
        self.on_admitted: list[Callable[[Job], None]] = []
        self.on_settled: list[Callable[[Settled], None]] = []
        self._cache = _Cache()

    def start(self) -> None:
        """Start delivering."""
        for _ in range(THREADS):
            threading.Thread(target=self._run, name="replication", daemon=True).start()

    def world_changed(self) -> None:
        """A bucket's configuration, a role, a policy or a key is no longer what it was."""
        self._cache.engine = None

    def engine(self) -> Engine:
        """The core's engine over the world as it is now."""
        found = self._cache.engine
        if found is None:
            with self._cache.lock:
                found = self._cache.engine = Engine(live_world())
        return found

    def wait_for_room(self) -> None:
        """Hold a writer back while deliveries are far behind; raises SlowDown where they do not move (S3's 503)."""
        if not self.queue.wait_for_room() and not self.queue.paused:
            raise S3Error("SlowDown")

    def admit(self, bucket: LocalBucket, version: StoredVersion, change: Change) -> None:
        """Decide about a change and queue what is admitted; the version shows PENDING before its writer has the answer (fact 4.05)."""
        if bucket.replication is None:
            return
        written = change in {Change.OBJECT, Change.DELETE_MARKER}
        now = aware(version.last_modified) if written else self.clock.now()
        tasks = self.engine().admit(read_version(bucket, version), change)
        admitted = [task.admission for task in tasks if task.admission is not None and task.outcome is Outcome.PENDING]
        if written and len(admitted) < len(tasks):
            version.skipped = {task.destination_bucket: task.reason for task in tasks if task.reason is not None}
        for job in [self.enter(bucket, version, admission, now) for admission in admitted]:
            self.queue.put((bucket.name, version.name, job.admission.destination_bucket), job, now)

    def enter(self, bucket: LocalBucket, version: StoredVersion, admission: Admission, now: datetime) -> Job:
        """A job for an admission, its record on the version, and the version's status; not queued yet."""
        record = TaskRecord(admission.destination_bucket, admission.component, admission.rule.id or "", Outcome.PENDING, now)
        version.tasks[(record.destination, record.component.value)] = record
        self._show_status(version)
        job = Job(bucket, version, admission, record)
        for listener in self.on_admitted:
            listener(job)
        return job

    def version_deleted(self, bucket: LocalBucket, version: StoredVersion) -> None:
        """A replica deleted for good is not made again (fact 6.12)."""
        if version.replica:
            bucket.hard_deleted.add((version.name, version.version_id))

    def _run(self) -> None:
        while True:
            entry = self.queue.take()
            if entry is None:
                return
            self.pace.give_way(self.queue.backlog)
            self.queue.done(entry, self._attempt(entry))

    def _attempt(self, entry: Entry[Job]) -> timedelta | None:
        """Deliver one job; a time to wait where the trouble is temporary (fact 4.13)."""
        job = entry.job
        job.record.attempts += 1
        if self.faults.strikes(job.record.destination):
            return RETRY
        try:
            self.deliver(job)
        except Exception as error:  # noqa: BLE001 - the one worker must outlive a defect; the job says what happened, the log how
            traceback.print_exc()
            job.record.outcome, job.record.settled = Outcome.FAILED, self.clock.now()
            job.record.unknown = (f"a defect of the local AWS: {type(error).__name__}: {error}",)
            self._show_status(job.version)
        return None

    def deliver(self, job: Job) -> Task:
        """One delivery in the world as it is now: write the replica, set the outcome and the status, tell the listeners."""
        there = job.bucket.keys.find(job.version.name, job.version.version_id) is job.version
        source = read_version(job.bucket, job.version) if there else None
        destination = find_bucket(job.admission.destination_bucket)
        found = destination.keys.find(job.version.name, job.version.version_id) if destination is not None else None
        lock = read_lock(found) if isinstance(found, LocalKey) else None
        task = self.engine().deliver(job.admission, source, _presence(destination, job.version, found), lock)
        if task.replica is not None and destination is not None and source is not None:
            _write(destination, job, task, found)
        self._settle(job, task)
        return task

    def _settle(self, job: Job, task: Task) -> None:
        record = job.record
        record.outcome = Outcome.COMPLETED if task.outcome is Outcome.COMPLETED else Outcome.FAILED
        record.failure_reason, record.reported = task.failure_reason, task.reported
        record.unknown = tuple(sorted(task.unknown))
        record.settled = self.clock.now()
        self._show_status(job.version)
        for listener in self.on_settled:
            listener(Settled(job, task, record.settled))

    def _show_status(self, version: StoredVersion) -> None:
        outcomes = [record.outcome for record in version.tasks.values()]
        status = aggregate(outcomes, version.replication_status, version.replica)
        version.replication_status = ReplicationStatus.FAILED if isinstance(status, Unknown) else status


def _presence(destination: LocalBucket | None, version: StoredVersion, found: StoredVersion | None) -> Presence:
    if found is not None:
        return Presence.PRESENT
    if destination is not None and (version.name, version.version_id) in destination.hard_deleted:
        return Presence.HARD_DELETED
    return Presence.ABSENT


def _write(destination: LocalBucket, job: Job, task: Task, found: StoredVersion | None) -> None:
    """Put the core's replica in place: a new version by its time (fact 3.82), or one changed component of the version there."""
    if task.replica is None:
        return
    if job.record.component in _METADATA:
        if isinstance(found, LocalKey) and isinstance(job.version, LocalKey):
            apply_metadata(found, job.version, task.replica.version, job.record.component.value)
        return
    replica = stored_replica(destination, job.version, task.replica)
    with destination.keys.guard:
        if found is not None:
            destination.keys.remove(found.name, found.version_id)
        destination.keys.insert(replica.name, replica)
