"""Batch Replication jobs that wait for a confirmation, that failed, or that left versions behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.core import Bucket, FailureReason, Version, World, explain
from s3_replication.core.batch import BatchJob, JobStatus
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.commands import confirm_job, replicate_again
from s3_replication.doctor.job_causes import job_causes, task_causes
from s3_replication.doctor.job_role_causes import JobCause, role_causes
from s3_replication.doctor.job_search import FoundJob, jobs_of
from s3_replication.doctor.sample import Sample
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Severity, Suggestion

__all__ = ["batch_jobs"]

_MOST_KEYS: Final = 20
_ANY_KEY: Final = "key"  # of a bucket without objects
_UNCERTAIN: Final = " S3 does not say which bucket the manifest is about; the job's role may replicate from this one."


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the sample shows: some keys, the versions that have no replica, and whether the sample is everything."""

    source: Bucket
    sample: Sample
    keys: Sequence[str]
    lacking: Sequence[Version]
    complete: bool


def batch_jobs(accounts: Accounts, world: World, source: Bucket, sample: Sample, waiting: Sequence[Version]) -> Iterator[Finding]:
    """A finding for each job that needs attention. `waiting` are the versions that S3 never queued.

    Where no version lacks a replica, a failed job is a note.
    """
    keys = list(dict.fromkeys(version.key for version in (*sample.failed, *waiting, *sample.known)))[:_MOST_KEYS] or [_ANY_KEY]
    complete = bool(sample.whole and sample.read and not sample.unreadable and source.replication is not None)
    seen = _Seen(source, sample, keys, [*sample.failed, *waiting], complete)
    for found in jobs_of(accounts, world, source, keys):
        if found.job.status is JobStatus.SUSPENDED:
            says = f"Job {found.job.id} in {found.job.region} has {_versions(found.job.total)} to replicate." + _doubt(found)
            change = (confirm_job(source, found.job),)
            yield new_finding("batch-job-awaits-confirmation", found.job.arn, says, certain=found.certain, suggestions=change)
        else:
            yield _failed(found, seen)


def _failed(found: FoundJob, seen: _Seen) -> Finding:
    job, world = found.job, found.world
    by_role = list(role_causes(job, world, seen.source, seen.keys))
    before = by_role or [*job_causes(job, seen.source, seen.lacking)]
    by_task = [] if before else [*task_causes(job, world, seen.sample)]
    causes = before or by_task
    missing = bool(seen.lacking or by_task) or (not seen.complete and bool(causes or job.total))
    subject, check = job.arn, "batch-job-failed" if job.status is JobStatus.FAILED else "batch-tasks-failed"
    if by_role:
        subject, check = job.role, "batch-job-role-lacks-permission"
    text = " ".join([_ended(job), *(cause.says for cause in causes), *_effect(causes, seen, missing)]) + _doubt(found)
    certain = found.certain and all(cause.certain for cause in causes)
    changes = tuple(_changes(causes, seen.source, job, missing))
    return new_finding(check, subject, text, severity=None if missing else Severity.NOTE, certain=certain, suggestions=changes)


def _effect(causes: Sequence[JobCause], seen: _Seen, missing: bool) -> Iterator[str]:
    if missing and not causes:
        yield "With today's configuration, nothing is known that stops such a job."
    elif not missing and not seen.complete:
        yield "No version of the sample lacks a replica."
    elif not missing:
        yield f"Every version of the bucket that a rule takes has its replica. {explain(FailureReason.SRC_REPLICATION_NOT_PENDING)}"


def _changes(causes: Sequence[JobCause], source: Bucket, job: BatchJob, missing: bool) -> Iterator[Suggestion]:
    for cause in causes:
        yield from cause.suggestions
    if missing:
        yield replicate_again(source, "FAILED", "NONE", role=job.role)


def _ended(job: BatchJob) -> str:
    said = f" S3 says: {job.failure[1].rstrip('.')}." if job.failure is not None else ""
    if job.status is JobStatus.FAILED:
        return f"Job {job.id} in {job.region} is Failed.{said}"
    return f"Job {job.id} in {job.region} is {job.status.value}: {job.failed} of {job.total} tasks failed.{said}"


def _versions(count: int) -> str:
    return "1 version" if count == 1 else f"{count} versions"


def _doubt(found: FoundJob) -> str:
    return "" if found.certain else _UNCERTAIN
