"""S3 Batch Operations as a whole: takes requests, and runs jobs in its own thread, one per account and Region at a time."""

import threading
from collections.abc import Iterable, Mapping
from typing import Any, Final

from s3_replication.core.batch import JobStatus
from s3_replication.local.batch.answers import describe, summarize
from s3_replication.local.batch.registry import JobRegistry
from s3_replication.local.batch.request import priority_of
from s3_replication.local.batch.runner import JobRunner, Run
from s3_replication.local.ports.jobs import JobOwner
from s3_replication.local.ports.store import Store
from s3_replication.local.replication.worker import Settled, Worker

__all__ = ["BatchOperations"]

POLL_SECONDS: Final = 1.0
_WAITING: Final = frozenset({JobStatus.READY, JobStatus.PAUSED, JobStatus.ACTIVE})


class BatchOperations:
    """Implements `ports.jobs.Jobs`; every public method may be called from any thread."""

    def __init__(self, worker: Worker, store: Store) -> None:
        self._worker = worker
        self._clock = worker.clock
        self._changed = threading.Condition(threading.RLock())
        self._book = JobRegistry(worker.clock)
        self._runner = JobRunner(worker, store, self._changed)
        self._runs: dict[str, Run] = {}
        self._news = False
        worker.on_settled.append(self._settled)

    def start(self) -> None:
        """Start running jobs."""
        threading.Thread(target=self._loop, name="batch", daemon=True).start()

    def create_job(self, owner: JobOwner, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """CreateJob."""
        with self._changed:
            job, new = self._book.create(owner, parameters)
            if new:
                self._runs[job.id] = Run(job)
                self._notify()
            return {"JobId": job.id}

    def describe_job(self, owner: JobOwner, job_id: str) -> dict[str, Any]:
        """DescribeJob."""
        with self._changed:
            return {"Job": describe(self._book.find(owner, job_id), self._clock.now())}

    def list_jobs(self, owner: JobOwner, statuses: Iterable[str], most: int, token: str | None) -> dict[str, Any]:
        """ListJobs."""
        with self._changed:
            jobs, following = self._book.page(owner, statuses, most, token)
            return {"Jobs": [summarize(job, self._clock.now()) for job in jobs], "NextToken": following}

    def update_job_status(self, owner: JobOwner, job_id: str, status: str, reason: str | None) -> dict[str, Any]:
        """UpdateJobStatus."""
        with self._changed:
            job = self._book.find(owner, job_id)
            if status == JobStatus.READY:
                job.confirm(self._clock.now(), reason)
            else:
                job.cancel(self._clock.now(), reason)
            self._notify()
            return {"JobId": job.id, "Status": job.status.value, "StatusUpdateReason": job.status_reason}

    def update_job_priority(self, owner: JobOwner, job_id: str, priority: Any) -> dict[str, Any]:
        """UpdateJobPriority."""
        with self._changed:
            job = self._book.find(owner, job_id)
            job.priority = priority_of(priority)
            self._notify()
            return {"JobId": job.id, "Priority": job.priority}

    def job_tags(self, owner: JobOwner, job_id: str) -> dict[str, str]:
        """GetJobTagging."""
        with self._changed:
            return self._book.find(owner, job_id).tags

    def tag_job(self, owner: JobOwner, job_id: str, tags: Iterable[Mapping[str, str]]) -> None:
        """PutJobTagging and DeleteJobTagging."""
        with self._changed:
            self._book.tag(owner, job_id, tags)

    def wake(self) -> None:
        """The clock has moved: look at everything again."""
        with self._changed:
            self._notify()

    def wait_until_idle(self, seconds: float) -> int:
        """Wait until no job can go on by itself; how many still can. Suspended jobs wait for a user, so they do not count."""
        with self._changed:
            self._changed.wait_for(lambda: not self._busy() or self._worker.queue.paused, seconds)
            return len(self._busy())

    def _busy(self) -> list[Run]:
        return [run for run in self._runs.values() if run.job.status is not JobStatus.SUSPENDED]

    def clear(self) -> None:
        """Forget every job; deliveries under way have no effect on the new world."""
        with self._changed:
            self._book.clear()
            self._runs.clear()
            self._runner.clear()
            self._notify()

    def _notify(self) -> None:
        """There is something new to look at."""
        self._news = True
        self._changed.notify_all()

    def _settled(self, settled: Settled) -> None:
        if not self._runner.owns(settled.delivery.record):
            return
        with self._changed:
            if self._runner.settled(settled):
                self._notify()

    def _loop(self) -> None:
        while True:
            with self._changed:
                self._news = False
                runs = self._choose()
            worked = [self._runner.step(run) for run in runs]
            with self._changed:
                over = [job for job, run in self._runs.items() if run.job.status.terminal]
                for job in over:
                    del self._runs[job]
                if over:
                    self._changed.notify_all()
                if not any(worked) and not self._news:
                    self._changed.wait(POLL_SECONDS)

    def _choose(self) -> list[Run]:
        """What may go on: everything that is not waiting for its turn, and per account and Region the job of highest priority (6.28)."""
        best: dict[tuple[str, str], Run] = {}
        others = []
        for run in self._runs.values():
            job = run.job
            known = best.get((job.account, job.region))
            if job.status not in _WAITING:
                others.append(run)
            elif known is None or job.priority > known.job.priority:
                best[job.account, job.region] = run
        for run in self._runs.values():
            if run.job.status is JobStatus.ACTIVE and best[run.job.account, run.job.region] is not run:
                run.job.move(JobStatus.PAUSING, self._clock.now())
                run.job.move(JobStatus.PAUSED, self._clock.now())
        return [*others, *best.values()]
