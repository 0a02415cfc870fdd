"""S3 Batch Operations as a whole: takes requests, and runs jobs in a thread of its own, one per account and Region at a time."""

import logging
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from s3_replication.core import Task
from s3_replication.local.batch.book import JobBook, Owner
from s3_replication.local.batch.errors import JobFailure
from s3_replication.local.batch.job import SUSPENDED_LIMIT, Job, JobStatus
from s3_replication.local.batch.manifest import Entry
from s3_replication.local.batch.prepare import CannotRun, prepare
from s3_replication.local.batch.report import TaskResult
from s3_replication.local.batch.reporting import write_report
from s3_replication.local.batch.request import priority_of
from s3_replication.local.batch.role import JobRole
from s3_replication.local.batch.tasks import Started, begin, result_of
from s3_replication.local.replication.worker import Settled, Worker

__all__ = ["BatchOperations"]

IN_FLIGHT: Final = 256  # deliveries of one job in the worker's queue; enough to keep it busy, few enough to pause soon
POLL_SECONDS: Final = 1.0
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Flight:
    """One entry whose deliveries are under way."""

    run: "_Run"
    entry: Entry
    open: int
    tasks: list[Task] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """What is left of a job, and what is done."""

    job: Job
    entries: deque[Entry] = field(default_factory=deque)
    flying: int = 0
    results: list[TaskResult] = field(default_factory=list)


class BatchOperations:
    """Every public method may be called from any thread."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._clock = worker.clock
        self._changed = threading.Condition(threading.RLock())
        self._book = JobBook(worker.clock)
        self._runs: dict[str, _Run] = {}
        self._flights: dict[int, tuple[_Flight, object]] = {}
        worker.on_settled.append(self._settled)

    def start(self) -> None:
        """Start running jobs."""
        threading.Thread(target=self._loop, name="batch", daemon=True).start()

    def now(self) -> datetime:
        """The local AWS' clock."""
        return self._clock.now()

    def create(self, owner: Owner, parameters: Mapping[str, Any]) -> Job:
        """CreateJob; raises BatchError."""
        with self._changed:
            job, new = self._book.create(owner, parameters)
            if new:
                self._runs[job.id] = _Run(job)
                self._changed.notify_all()
            return job

    def describe(self, owner: Owner, job_id: str) -> Job:
        """DescribeJob; raises BatchError."""
        with self._changed:
            return self._book.find(owner, job_id)

    def page(self, owner: Owner, statuses: Iterable[str], most: int, token: str | None) -> tuple[list[Job], str | None]:
        """ListJobs; raises BatchError."""
        with self._changed:
            return self._book.page(owner, statuses, most, token)

    def set_status(self, owner: Owner, job_id: str, status: str, reason: str | None) -> Job:
        """UpdateJobStatus; raises BatchError."""
        with self._changed:
            job = self._book.find(owner, job_id)
            if status == JobStatus.READY:
                job.confirm(self._clock.now(), reason)
            else:
                job.cancel(self._clock.now(), reason)
            self._changed.notify_all()
            return job

    def set_priority(self, owner: Owner, job_id: str, priority: Any) -> Job:
        """UpdateJobPriority; raises BatchError."""
        with self._changed:
            job = self._book.find(owner, job_id)
            job.priority = priority_of(priority)
            self._changed.notify_all()
            return job

    def tag(self, owner: Owner, job_id: str, tags: Iterable[Mapping[str, str]]) -> None:
        """PutJobTagging and DeleteJobTagging; raises BatchError."""
        with self._changed:
            self._book.tag(owner, job_id, tags)

    def wake(self) -> None:
        """The clock has moved: look at everything again."""
        with self._changed:
            self._changed.notify_all()

    def wait_until_idle(self, seconds: float) -> int:
        """Wait until no job can go on by itself; how many still can. Suspended jobs wait for a user, so they do not count."""
        with self._changed:
            self._changed.wait_for(lambda: not self._busy() or self._worker.queue.paused, seconds)
            return len(self._busy())

    def _busy(self) -> list[_Run]:
        return [run for run in self._runs.values() if run.job.status is not JobStatus.SUSPENDED]

    def clear(self) -> None:
        """Forget every job; deliveries under way have no effect on the new world."""
        with self._changed:
            self._book.clear()
            self._runs.clear()
            self._flights.clear()
            self._changed.notify_all()

    def _loop(self) -> None:
        while True:
            with self._changed:
                runs = self._choose()
                worked = [self._step(run) for run in runs]
                if not any(worked):
                    self._changed.wait(POLL_SECONDS)

    def _choose(self) -> list[_Run]:
        """What may go on: everything that is not waiting for its turn, and per account and Region the job of highest priority (6.28)."""
        waiting = {JobStatus.READY, JobStatus.PAUSED, JobStatus.ACTIVE}
        best: dict[tuple[str, str], _Run] = {}
        others = []
        for run in list(self._runs.values()):
            job = run.job
            if job.status not in waiting:
                others.append(run)
                continue
            known = best.get((job.account, job.region))
            if known is None or job.priority > known.job.priority:
                best[job.account, job.region] = run
        for run in list(self._runs.values()):
            if run.job.status is JobStatus.ACTIVE and best[run.job.account, run.job.region] is not run:
                run.job.move(JobStatus.PAUSING, self._clock.now())
                run.job.move(JobStatus.PAUSED, self._clock.now())
        return [*others, *best.values()]

    def _step(self, run: _Run) -> bool:
        """Bring one job as far as it goes now; whether anything happened."""
        try:
            return self._go_on(run)
        except CannotRun as cannot:
            run.job.fail(cannot.failure, self._clock.now())
        except Exception:  # noqa: BLE001 - the last line of defence of a thread: the job ends, the others go on
            _LOG.exception("job %s", run.job.id)
            run.job.fail(JobFailure("InternalError", "The local AWS could not run this job; its log says why."), self._clock.now())
        return True

    def _go_on(self, run: _Run) -> bool:
        job, now = run.job, self._clock.now()
        if job.status is JobStatus.NEW:
            job.move(JobStatus.PREPARING, now)
            run.entries.extend(prepare(job, self._worker.engine()))
            job.total = len(run.entries)
            job.move(JobStatus.SUSPENDED if job.request.confirmation else JobStatus.READY, self._clock.now())
            return True
        if job.status is JobStatus.SUSPENDED:
            return self._expire(job)
        if job.status in {JobStatus.READY, JobStatus.PAUSED}:
            job.move(JobStatus.ACTIVE, now)
            return True
        if job.status is JobStatus.ACTIVE:
            return self._work(run)
        return self._end(run)

    def _expire(self, job: Job) -> bool:
        """A job that waits longer than 30 days for its confirmation fails (6.25)."""
        now = self._clock.now()
        if job.suspended is None or now - job.suspended <= SUSPENDED_LIMIT:
            return False
        job.fail(JobFailure("ConfirmationExpired", "The job waited more than 30 days for its confirmation."), now)
        return True

    def _work(self, run: _Run) -> bool:
        job = run.job
        if job.over_threshold:
            sentence = f"More than half of the first {job.done} tasks failed."
            job.fail(JobFailure("FailureThresholdExceeded", sentence), self._clock.now())
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

    def _launch(self, run: _Run, entry: Entry, role: JobRole) -> None:
        begun = begin(run.job, entry, self._worker, role)
        if isinstance(begun, TaskResult):
            self._count(run, begun)
            return
        run.flying += 1
        flight = _Flight(run, entry, len(begun.admissions))
        self._deliver(begun, flight)

    def _deliver(self, started: Started, flight: _Flight) -> None:
        now = self._clock.now()
        jobs = [self._worker.enter(started.bucket, started.version, admission, now) for admission in started.admissions]
        for job in jobs:
            self._flights[id(job.record)] = (flight, job.record)
        for job in jobs:
            self._worker.queue.put((started.bucket.name, started.version.name, job.admission.destination_bucket), job)

    def _settled(self, settled: Settled) -> None:
        if id(settled.job.record) not in self._flights:
            return
        with self._changed:
            found = self._flights.pop(id(settled.job.record), None)
            if found is None:
                return
            flight = found[0]
            flight.tasks.append(settled.task)
            flight.open -= 1
            if flight.open == 0:
                flight.run.flying -= 1
                self._count(flight.run, result_of(flight.entry, tuple(flight.tasks)))
                self._changed.notify_all()

    def _count(self, run: _Run, result: TaskResult) -> None:
        run.results.append(result)
        run.job.count(result.succeeded)

    def _end(self, run: _Run) -> bool:
        """Report and end; tasks under way are waited for, so that the report has them."""
        job = run.job
        if run.flying:
            return False
        ends = {JobStatus.COMPLETING: JobStatus.COMPLETE, JobStatus.CANCELLING: JobStatus.CANCELLED, JobStatus.FAILING: JobStatus.FAILED}
        if job.request.report is not None and run.results:
            failure = write_report(job, run.results, self._worker.engine().world, self._clock.now())
            if failure is not None and job.status is JobStatus.COMPLETING:
                job.fail(failure, self._clock.now())
        job.move(ends[job.status], self._clock.now())
        del self._runs[job.id]
        self._changed.notify_all()
        return True
