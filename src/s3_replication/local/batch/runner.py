"""Brings one job from state to state: prepares it, launches its tasks, counts their ends, reports."""

import logging
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from s3_replication.core import FailureReason, Task, Version
from s3_replication.core.batch import JobRole, JobStatus
from s3_replication.local.batch.errors import JobFailure
from s3_replication.local.batch.job import SUSPENDED_LIMIT, Job
from s3_replication.local.batch.manifest import ManifestEntry
from s3_replication.local.batch.preparation import CannotRun, prepare
from s3_replication.local.batch.report import TaskResult
from s3_replication.local.batch.report_writer import write_report
from s3_replication.local.batch.tasks import Started, begin, find_version, refused, result_of
from s3_replication.local.ports.store import Store
from s3_replication.local.replication.worker import Settled, Worker

__all__ = ["JobRunner", "Run"]

IN_FLIGHT: Final = 256  # deliveries of one job in the worker's queue; enough to keep it busy, few enough to pause soon
_ENDS: Final = {
    JobStatus.COMPLETING: JobStatus.COMPLETE, JobStatus.CANCELLING: JobStatus.CANCELLED, JobStatus.FAILING: JobStatus.FAILED,
}  # fmt: skip
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Run:
    """What is left of a job, and what is done."""

    job: Job
    entries: deque[ManifestEntry] = field(default_factory=deque)
    flying: int = 0
    results: list[TaskResult] = field(default_factory=list)

    def count(self, result: TaskResult) -> None:
        """One task has ended."""
        self.results.append(result)
        self.job.count(result.succeeded)


@dataclass(slots=True)
class _Flight:
    """One entry whose deliveries are under way; `records` keeps them alive, since they are known by identity."""

    run: Run
    entry: ManifestEntry
    open: int
    tasks: list[Task] = field(default_factory=list)
    records: list[object] = field(default_factory=list)


class JobRunner:
    """`step` is called by one thread; `lock` guards the jobs, and is not held while buckets are listed or reports written."""

    def __init__(self, worker: Worker, store: Store, lock: threading.Condition) -> None:
        self._worker = worker
        self._store = store
        self._clock = worker.clock
        self._lock = lock
        self._flights: dict[int, _Flight] = {}

    def clear(self) -> None:
        """Forget what is under way."""
        self._flights.clear()

    def step(self, run: Run) -> bool:
        """Bring one job as far as it goes now; whether anything happened."""
        try:
            if run.job.status is JobStatus.NEW:
                return self._prepare(run)
            if run.job.status in _ENDS:
                return self._end(run)
            with self._lock:
                return self._go_on(run)
        except Exception:  # noqa: BLE001 - the last line of defence of a thread: the job ends, the others go on
            _LOG.exception("job %s", run.job.id)
            with self._lock:
                self._fail(run.job, JobFailure("InternalError", "The local AWS could not run this job; its log says why."))
                run.job.move(_ENDS[run.job.status], self._clock.now())
            return True

    def _fail(self, job: Job, failure: JobFailure) -> None:
        if job.status is not JobStatus.FAILING:
            job.fail(failure, self._clock.now())

    def _prepare(self, run: Run) -> bool:
        """Find the job's entries; the job may be cancelled or forgotten meanwhile."""
        job = run.job
        with self._lock:
            job.move(JobStatus.PREPARING, self._clock.now())
        failure: JobFailure | None = None
        entries: list[ManifestEntry] = []
        try:
            entries = prepare(job, self._worker.engine(), self._store)
        except CannotRun as cannot:
            failure = cannot.failure
        with self._lock:
            if job.status is not JobStatus.PREPARING:
                return True
            if failure is not None:
                self._fail(job, failure)
                return True
            run.entries.extend(entries)
            job.total = len(entries)
            job.move(JobStatus.SUSPENDED if job.request.confirmation else JobStatus.READY, self._clock.now())
        return True

    def _go_on(self, run: Run) -> bool:
        job = run.job
        if job.status is JobStatus.SUSPENDED:
            return self._expire(job)
        if job.status in {JobStatus.READY, JobStatus.PAUSED}:
            job.move(JobStatus.ACTIVE, self._clock.now())
            return True
        return job.status is JobStatus.ACTIVE and self._work(run)

    def _expire(self, job: Job) -> bool:
        """A job that waits longer than 30 days for its confirmation fails (6.25)."""
        if job.suspended is None or self._clock.now() - job.suspended <= SUSPENDED_LIMIT:
            return False
        self._fail(job, JobFailure("ConfirmationExpired", "The job waited more than 30 days for its confirmation."))
        return True

    def _work(self, run: Run) -> bool:
        job = run.job
        if job.over_threshold:
            self._fail(job, JobFailure("FailureThresholdExceeded", f"More than half of the first {job.done} tasks failed."))
            return True
        if not run.entries and not run.flying:
            job.move(JobStatus.COMPLETING, self._clock.now())
            return True
        worked = False
        role = JobRole(self._worker.engine().world, job.request.role, job.arn)
        while run.entries and run.flying < IN_FLIGHT and not job.over_threshold:
            self._launch(run, run.entries.popleft(), role)
            worked = True
        return worked

    def _launch(self, run: Run, entry: ManifestEntry, role: JobRole) -> None:
        begun: Version | Started | TaskResult = find_version(entry, run.job.region, role, self._store)
        if isinstance(begun, Version):
            begun = begin(entry, begun, self._worker.engine())
        if isinstance(begun, Started):
            begun = self._deliver(run, entry, begun) or refused(entry, FailureReason.SRC_VERSION_NOT_FOUND)
        if isinstance(begun, TaskResult):
            run.count(begun)

    def _deliver(self, run: Run, entry: ManifestEntry, started: Started) -> Started | None:
        """Queue the deliveries; None where the version was deleted meanwhile."""
        deliveries = self._worker.enter_version(started.version, started.admissions)
        if not deliveries:
            return None
        run.flying += 1
        flight = _Flight(run, entry, len(deliveries))
        for delivery in deliveries:
            flight.records.append(delivery.record)
            self._flights[id(delivery.record)] = flight
        self._worker.queue_all(deliveries)
        return started

    def settled(self, settled: Settled) -> bool:
        """The worker has ended a delivery; whether it was one of a job's. Call with the lock held."""
        flight = self._flights.pop(id(settled.delivery.record), None)
        if flight is None:
            return False
        flight.tasks.append(settled.task)
        flight.open -= 1
        if flight.open == 0:
            flight.run.flying -= 1
            flight.run.count(result_of(flight.entry, tuple(flight.tasks)))
        return True

    def owns(self, record: object) -> bool:
        """Whether a delivery is one of a job's; without the lock, so that live deliveries do not wait for it."""
        return id(record) in self._flights

    def _end(self, run: Run) -> bool:
        """Report and end; tasks under way are waited for, so that the report has them."""
        job = run.job
        if run.flying:
            return False
        failure = write_report(job, run.results, self._store, self._clock.now()) if run.results else None
        with self._lock:
            if failure is not None and job.status is JobStatus.COMPLETING:
                job.fail(failure, self._clock.now())
            job.move(_ENDS[job.status], self._clock.now())
        return True
