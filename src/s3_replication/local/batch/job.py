"""One job and the states it goes through (facts 6.23 to 6.28)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from s3_replication.core.batch import JobStatus
from s3_replication.local.batch.errors import BatchError, BatchErrorCode, JobFailure
from s3_replication.local.batch.request import JobRequest

__all__ = ["FAILED_SHARE", "LEAST_TASKS", "SUSPENDED_LIMIT", "GeneratedLocation", "Job"]

LEAST_TASKS: Final = 1000
FAILED_SHARE: Final = 0.5
SUSPENDED_LIMIT: Final = timedelta(days=30)


_ENDING: Final = frozenset({JobStatus.CANCELLING, JobStatus.FAILING})
_NEXT: Final[Mapping[JobStatus, frozenset[JobStatus]]] = {
    JobStatus.NEW: _ENDING | {JobStatus.PREPARING},
    JobStatus.PREPARING: _ENDING | {JobStatus.SUSPENDED, JobStatus.READY},
    JobStatus.SUSPENDED: _ENDING | {JobStatus.READY},
    JobStatus.READY: _ENDING | {JobStatus.ACTIVE},
    JobStatus.ACTIVE: _ENDING | {JobStatus.PAUSING, JobStatus.COMPLETING},
    JobStatus.PAUSING: _ENDING | {JobStatus.PAUSED},
    JobStatus.PAUSED: _ENDING | {JobStatus.ACTIVE},
    JobStatus.COMPLETING: _ENDING | {JobStatus.COMPLETE},
    JobStatus.CANCELLING: frozenset({JobStatus.CANCELLED}),
    JobStatus.FAILING: frozenset({JobStatus.FAILED}),
}


@dataclass(frozen=True, slots=True)
class GeneratedLocation:
    """Where the generated manifest was written."""

    object_arn: str
    etag: str
    version_id: str | None


@dataclass(slots=True)
class Job:
    """One job as DescribeJob shows it; times are the local AWS' clock."""

    id: str
    account: str
    region: str
    partition: str
    request: JobRequest
    created: datetime
    priority: int
    tags: dict[str, str]
    status: JobStatus = JobStatus.NEW
    status_reason: str | None = None
    total: int = 0
    succeeded: int = 0
    failed: int = 0
    active_seconds: float = 0.0
    failures: list[JobFailure] = field(default_factory=list)
    terminated: datetime | None = None
    suspended: datetime | None = None
    generated: GeneratedLocation | None = None
    _active_since: datetime | None = None

    @property
    def arn(self) -> str:
        """The job's ARN."""
        return f"arn:{self.partition}:s3:{self.region}:{self.account}:job/{self.id}"

    def move(self, to: JobStatus, at: datetime, reason: str | None = None) -> None:
        """Go to the next state; raises BatchError (JobStatusException) where the present one does not lead there."""
        if to not in _NEXT.get(self.status, frozenset()):
            raise BatchError(BatchErrorCode.JOB_STATUS, f"The job is {self.status.value} and cannot become {to.value}.")
        if self.status is JobStatus.ACTIVE and self._active_since is not None:
            self.active_seconds += (at - self._active_since).total_seconds()
        self.status, self.status_reason = to, reason or self.status_reason
        if to is JobStatus.ACTIVE:
            self._active_since = at
        elif to is JobStatus.SUSPENDED:
            self.suspended = at
        elif to.terminal:
            self.terminated = at

    def cancel(self, at: datetime, reason: str | None) -> None:
        """UpdateJobStatus(Cancelled): allowed until the job is over."""
        self.move(JobStatus.CANCELLING, at, reason)

    def confirm(self, at: datetime, reason: str | None) -> None:
        """UpdateJobStatus(Ready): runs a job that waits for confirmation."""
        if self.status is not JobStatus.SUSPENDED:
            raise BatchError(BatchErrorCode.JOB_STATUS, f"The job is {self.status.value}; only a Suspended job can be made Ready.")
        self.move(JobStatus.READY, at, reason)

    def fail(self, failure: JobFailure, at: datetime) -> None:
        """Begin to end as Failed, with the reason that DescribeJob then gives."""
        self.failures.append(failure)
        self.move(JobStatus.FAILING, at, failure.reason[:256])

    def count(self, succeeded: bool) -> None:
        """One task is done."""
        if succeeded:
            self.succeeded += 1
        else:
            self.failed += 1

    @property
    def done(self) -> int:
        """Tasks that have ended."""
        return self.succeeded + self.failed

    @property
    def over_threshold(self) -> bool:
        """At least 1,000 tasks done and more than half of them failed (6.26)."""
        return self.done >= LEAST_TASKS and self.failed > FAILED_SHARE * self.done

    def active_time(self, now: datetime) -> int:
        """Seconds spent Active."""
        running = self.status is JobStatus.ACTIVE and self._active_since is not None
        return int(self.active_seconds + ((now - self._active_since).total_seconds() if running and self._active_since else 0))
