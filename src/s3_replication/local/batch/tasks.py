"""One entry of a manifest becomes one task: checked, admitted by the core as Change.BATCH, delivered by the replication worker."""

from dataclasses import dataclass

from s3_replication.core import Admission, Bucket, Change, FailureReason, Outcome, Task, explain
from s3_replication.local.batch.job import Job
from s3_replication.local.batch.manifest import Entry
from s3_replication.local.batch.report import TaskResult, http_status
from s3_replication.local.batch.role import JobRole
from s3_replication.local.moto_compat import stored
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.key import LocalKey, LocalMarker
from s3_replication.local.moto_compat.versions import read_version
from s3_replication.local.moto_compat.world import find_bucket, read_bucket
from s3_replication.local.replication.worker import Worker

__all__ = ["Started", "begin", "refused", "result_of"]


@dataclass(frozen=True, slots=True)
class Started:
    """What was admitted of one entry: a delivery for each destination."""

    bucket: LocalBucket
    version: LocalKey | LocalMarker
    admissions: tuple[Admission, ...]


def begin(job: Job, entry: Entry, worker: Worker, role: JobRole) -> Started | TaskResult:
    """What is to be delivered of one entry, or why nothing is."""
    bucket = find_bucket(entry.bucket)
    if bucket is None:
        return refused(entry, FailureReason.SRC_BUCKET_NOT_FOUND)
    if bucket.region_name != job.region:
        return refused(entry, FailureReason.SRC_BUCKET_INVALID_REGION)
    if not _may_initiate(role, read_bucket(bucket), entry):
        return refused(entry, FailureReason.INITIATE_REPLICATION_NOT_PERMITTED)
    version = stored.find_stored(bucket, entry.key, entry.version_id)
    if version is None:
        there = stored.has_key(bucket, entry.key)
        return refused(entry, FailureReason.SRC_VERSION_NOT_FOUND if there else FailureReason.SRC_OBJECT_NOT_FOUND)
    tasks = worker.engine().admit(read_version(bucket, version), Change.BATCH)
    undecided = [task for task in tasks if task.outcome in {Outcome.FAILED, Outcome.UNKNOWN}]
    admissions = tuple(task.admission for task in tasks if task.admission is not None and task.outcome is Outcome.PENDING)
    if undecided or not admissions:
        return _result(entry, undecided[0] if undecided else None)
    return Started(bucket, version, admissions)


def _may_initiate(role: JobRole, bucket: Bucket, entry: Entry) -> bool:
    return role.may("s3:InitiateReplication", bucket, entry.key)


def refused(entry: Entry, reason: FailureReason) -> TaskResult:
    """A task that failed with S3's reason."""
    return TaskResult(entry.bucket, entry.key, entry.version_id, False, reason.value, http_status(reason), explain(reason))


def result_of(entry: Entry, tasks: tuple[Task, ...]) -> TaskResult:
    """The end of one entry from the ends of its deliveries: one failing destination makes the task fail (6.32)."""
    bad = next((task for task in tasks if task.outcome is not Outcome.COMPLETED), None)
    if bad is not None:
        return _result(entry, bad)
    return TaskResult(entry.bucket, entry.key, entry.version_id, True, "", 200, "Successful")


def _result(entry: Entry, task: Task | None) -> TaskResult:
    if task is None or task.failure_reason is not None:
        reason = FailureReason.SRC_OBJECT_NOT_ELIGIBLE if task is None or task.failure_reason is None else task.failure_reason
        found = refused(entry, reason)
        if task is not None and task.reason is not None:
            return TaskResult(entry.bucket, entry.key, entry.version_id, False, found.error, found.status, explain(task.reason))
        return found
    unknown = ", ".join(sorted(task.unknown))
    sentence = f"The outcome depends on what is not known: {unknown}."
    return TaskResult(entry.bucket, entry.key, entry.version_id, False, "Undecided", 400, sentence)
