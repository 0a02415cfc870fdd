"""A Batch Replication job as S3 Control describes it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from s3_replication.core.batch.filters import ManifestFilter

__all__ = ["BatchJob", "JobManifest", "JobStatus", "ReportPlace"]


class JobStatus(StrEnum):
    """S3 Control's states of a job."""

    NEW = "New"
    PREPARING = "Preparing"
    SUSPENDED = "Suspended"
    READY = "Ready"
    ACTIVE = "Active"
    PAUSING = "Pausing"
    PAUSED = "Paused"
    COMPLETING = "Completing"
    COMPLETE = "Complete"
    CANCELLING = "Cancelling"
    CANCELLED = "Cancelled"
    FAILING = "Failing"
    FAILED = "Failed"

    @property
    def terminal(self) -> bool:
        """Whether the job is over."""
        return self in {JobStatus.COMPLETE, JobStatus.CANCELLED, JobStatus.FAILED}


@dataclass(frozen=True, slots=True)
class JobManifest:
    """A manifest of the user's: the object that it is, and its columns (none for an inventory report, which names its own)."""

    bucket: str
    key: str
    fields: tuple[str, ...] = ()
    version_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where a job writes its completion report or its generated manifest."""

    bucket: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One job. `source` is the bucket of a manifest generator, with its `filter`; a job with a `manifest` has neither.

    `failure` is the code and the text that S3 gives for a failed job.
    """

    arn: str
    id: str
    region: str
    status: JobStatus
    created: datetime
    role: str
    source: str | None = None
    filter: ManifestFilter | None = None
    manifest: JobManifest | None = None
    output: ReportPlace | None = None
    report: ReportPlace | None = None
    total: int = 0
    failed: int = 0
    failure: tuple[str, str] | None = None
