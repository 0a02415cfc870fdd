"""The Batch Replication jobs of one bucket that need attention, with the world that their roles are in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from s3_replication.aws import ListedJob, list_jobs, read_job, read_role
from s3_replication.core import Bucket, World
from s3_replication.core.batch import INITIATE, BatchJob, JobRole, JobStatus
from s3_replication.doctor.access import Accounts
from s3_replication.findings.advice.rules import rules_with_destinations
from s3_replication.iam import Arn, Unknown

__all__ = ["FoundJob", "jobs_of"]

_MEMORY: Final = timedelta(days=30)
_MOST_DESCRIBED: Final = 50


@dataclass(frozen=True, slots=True)
class FoundJob:
    """One job of a bucket, and the world with the job's role. `certain` False: only what its role may do connects it to the bucket."""

    job: BatchJob
    world: World
    certain: bool = True


def jobs_of(accounts: Accounts, world: World, source: Bucket, keys: Sequence[str]) -> Iterator[FoundJob]:
    """Every job that waits for its confirmation, and the last job of a Region if it failed or some of its tasks did.

    `keys` are some of the bucket's objects.
    Jobs of the last 30 days in the Region of the bucket and in those of its destinations, where a job cannot reach the bucket.
    """
    regions = dict.fromkeys([source.region, *(bucket.region for _, bucket in rules_with_destinations(world, source))])
    for region in regions:
        listed = accounts.at_source.once(list_jobs, region)
        recent = [job for job in listed if _is_recent(accounts, job)] if not isinstance(listed, Unknown) else []
        search = _JobSearch(accounts, world, source, region, keys)
        yield from search.waiting(recent)
        yield from search.last_failed([job for job in recent if job.status is not JobStatus.SUSPENDED])


def _is_recent(accounts: Accounts, job: ListedJob) -> bool:
    waits = job.status is JobStatus.SUSPENDED
    return waits or accounts.opened is None or job.created > accounts.opened - _MEMORY


def _has_failed(job: ListedJob) -> bool:
    """Whether the job left something behind: one without any task may have a filter that takes nothing."""
    return job.status is JobStatus.FAILED or job.failed > 0 or job.total == 0


@dataclass(frozen=True, slots=True)
class _JobSearch:
    """Describes jobs of one Region until it is known which of them are about the bucket."""

    accounts: Accounts
    world: World
    source: Bucket
    region: str
    keys: Sequence[str]

    def waiting(self, listed: Sequence[ListedJob]) -> Iterator[FoundJob]:
        for job in [one for one in listed if one.status is JobStatus.SUSPENDED][:_MOST_DESCRIBED]:
            found = self._find(job)
            if found is not None:
                yield found

    def last_failed(self, ended: Sequence[ListedJob]) -> Iterator[FoundJob]:
        """A job without failed tasks ends the search: what failed before it was repeated."""
        oldest = max((place for place, job in enumerate(ended) if _has_failed(job)), default=-1)
        for job in ended[: min(oldest + 1, _MOST_DESCRIBED)]:
            found = self._find(job)
            if found is not None:
                if _has_failed(job):
                    yield found
                return

    def _find(self, listed: ListedJob) -> FoundJob | None:
        """The job, if it is about the bucket; the manifest of a job is not read, so that its place or the role has to say so."""
        job = self.accounts.at_source.once(read_job, self.region, listed.id)
        if job is None or isinstance(job, Unknown) or job.source not in (None, self.source.name):
            return None
        world = self._with_role(job.role)
        if job.source is not None or (job.manifest is not None and job.manifest.bucket == self.source.name):
            return FoundJob(job, world)
        role = JobRole(world, job.role, job.arn)
        return FoundJob(job, world, certain=False) if any(role.may(INITIATE, self.source, key) for key in self.keys) else None

    def _with_role(self, arn: str) -> World:
        parsed = Arn.find(arn)
        if arn in self.world.roles:
            return self.world
        if parsed is None or parsed.account != self.accounts.source:
            return replace(self.world, complete=False)  # nobody looked for the role
        role = self.accounts.at_source.once(read_role, arn)
        if role is None:
            return replace(self.world, absent=self.world.absent | {arn})
        return replace(self.world, roles={**self.world.roles, arn: role})
