"""The jobs of every account and Region: made once per request token, found, listed in pages, tagged."""

import base64
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from s3_replication.iam import Arn
from s3_replication.local.batch.errors import BatchError, BatchErrorCode
from s3_replication.local.batch.job import Job
from s3_replication.local.batch.request import parse_request
from s3_replication.local.ports.clock import Clock
from s3_replication.local.ports.jobs import JobOwner

__all__ = ["JobRegistry"]

KEPT: Final = timedelta(days=90)  # after which a job that is over is gone (User Guide, "Troubleshooting S3 Batch Operations")
MOST_TAGS: Final = 50


@dataclass(slots=True)
class JobRegistry:
    """Keeps jobs in the order they were made; call under one lock."""

    clock: Clock
    _jobs: dict[str, Job] = field(default_factory=dict)
    _tokens: dict[tuple[JobOwner, str], tuple[Mapping[str, Any], str]] = field(default_factory=dict)

    def create(self, owner: JobOwner, parameters: Mapping[str, Any]) -> tuple[Job, bool]:
        """A new job, or the one that the same request made before, and whether it is new; raises BatchError."""
        request = parse_request(parameters)
        if Arn.parse(request.role).account != owner.account:
            raise BatchError(BatchErrorCode.BAD_REQUEST, f"The role {request.role} is not of the job's account {owner.account}.")
        known = self._tokens.get((owner, request.token))
        if known is not None:
            if known[0] != parameters:
                raise BatchError(BatchErrorCode.IDEMPOTENCY, "The ClientRequestToken was used with another request; choose a new one.")
            return self._jobs[known[1]], False
        tags = _tags(parameters.get("Tags") or ())
        job = Job(str(uuid.uuid4()), owner.account, owner.region, owner.partition, request, self.clock.now(), request.priority, tags)
        self._jobs[job.id] = job
        self._tokens[owner, request.token] = (parameters, job.id)
        return job, True

    def find(self, owner: JobOwner, job_id: str) -> Job:
        """One job; raises BatchError (NotFoundException) where this account has none of that id in this Region."""
        found = self._jobs.get(job_id)
        if found is None or (found.account, found.region) != (owner.account, owner.region) or self._expired(found):
            raise BatchError(BatchErrorCode.NOT_FOUND, f"No such job: {job_id}")
        return found

    def _expired(self, job: Job) -> bool:
        return job.terminated is not None and self.clock.now() - job.terminated > KEPT

    def page(self, owner: JobOwner, statuses: Iterable[str], most: int, token: str | None) -> tuple[list[Job], str | None]:
        """Jobs newest first, and the token of the next page; raises BatchError on a token that is none."""
        wanted = frozenset(statuses)
        jobs = [
            job
            for job in reversed(self._jobs.values())
            if (job.account, job.region) == (owner.account, owner.region)
            and not self._expired(job)
            and (not wanted or job.status.value in wanted)
        ]
        start = _place(token)
        page = jobs[start : start + most]
        more = start + most < len(jobs)
        return page, base64.urlsafe_b64encode(f"from:{start + most}".encode()).decode() if more else None

    def tag(self, owner: JobOwner, job_id: str, tags: Iterable[Mapping[str, str]]) -> None:
        """Replace a job's tags; raises BatchError."""
        self.find(owner, job_id).tags = _tags(tags)

    def jobs(self) -> list[Job]:
        """Every job, oldest first."""
        return list(self._jobs.values())

    def clear(self) -> None:
        """Forget everything."""
        self._jobs.clear()
        self._tokens.clear()


def _place(token: str | None) -> int:
    if token is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(token.encode()).decode()
        return int(text.removeprefix("from:"))
    except ValueError as error:
        raise BatchError(BatchErrorCode.INVALID_TOKEN, "The continuation token is invalid.") from error


def _tags(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    found = {tag["Key"]: tag["Value"] for tag in tags}
    if len(found) > MOST_TAGS:
        raise BatchError(BatchErrorCode.TOO_MANY_TAGS, f"A job may have at most {MOST_TAGS} tags.")
    return found
