"""S3 Batch Operations as S3 Control's side sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["JobOwner", "JobRefused", "Jobs"]


@dataclass(frozen=True, slots=True)
class JobOwner:
    """Whose jobs: an account in a Region of a partition."""

    account: str
    region: str
    partition: str = "aws"


class JobRefused(Exception):
    """One refusal of a job operation, with S3 Control's error code; nothing was changed."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")


class Jobs(Protocol):
    """The job operations; answers have the members of S3 Control's API. Every method raises JobRefused."""

    def create_job(self, owner: JobOwner, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """CreateJob."""

    def describe_job(self, owner: JobOwner, job_id: str) -> dict[str, Any]:
        """DescribeJob."""

    def list_jobs(self, owner: JobOwner, statuses: Iterable[str], most: int, token: str | None) -> dict[str, Any]:
        """ListJobs."""

    def update_job_status(self, owner: JobOwner, job_id: str, status: str, reason: str | None) -> dict[str, Any]:
        """UpdateJobStatus; `status` is Ready or Cancelled."""

    def update_job_priority(self, owner: JobOwner, job_id: str, priority: Any) -> dict[str, Any]:
        """UpdateJobPriority."""

    def job_tags(self, owner: JobOwner, job_id: str) -> dict[str, str]:
        """GetJobTagging."""

    def tag_job(self, owner: JobOwner, job_id: str, tags: Iterable[Mapping[str, str]]) -> None:
        """PutJobTagging and DeleteJobTagging: replace a job's tags."""
