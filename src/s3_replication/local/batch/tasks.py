"""One entry of a manifest becomes one task: checked, decided by the core as Change.BATCH, delivered by the replication worker."""

from dataclasses import dataclass

from s3_replication.core import Admission, Change, Engine, FailureReason, Outcome, Task, Version, explain
from s3_replication.core.batch import JobRole, refusal, stopped
from s3_replication.local.batch.manifest import ManifestEntry
from s3_replication.local.batch.report import TaskResult, http_status
from s3_replication.local.ports.store import Store

__all__ = ["Started", "begin", "find_version", "refused", "result_of"]


@dataclass(frozen=True, slots=True)
class Started:
    """The deliveries of one entry, one for each destination."""

    version: Version
    admissions: tuple[Admission, ...]


def find_version(entry: ManifestEntry, region: str, role: JobRole, store: Store) -> Version | TaskResult:
    """The version that an entry names, or why a job in this Region, with this role, cannot replicate it."""
    bucket = store.bucket(entry.bucket)
    if bucket is None:
        return refused(entry, FailureReason.SRC_BUCKET_NOT_FOUND)
    reason = refusal(bucket, region, role, entry.key)
    if reason is not None:
        return refused(entry, reason)
    found = store.version(entry.bucket, entry.key, entry.version_id)
    if found is not None:
        return found
    there = store.has_key(entry.bucket, entry.key)
    return refused(entry, FailureReason.SRC_VERSION_NOT_FOUND if there else FailureReason.SRC_OBJECT_NOT_FOUND)


def begin(entry: ManifestEntry, version: Version, engine: Engine) -> Started | TaskResult:
    """What is to be delivered of one version, or why nothing is."""
    tasks = engine.admit(version, Change.BATCH)
    stop = stopped(tasks)
    admissions = tuple(task.admission for task in tasks if task.admission is not None and task.outcome is Outcome.PENDING)
    if stop is not None or not admissions:
        return _result(entry, stop)
    return Started(version, admissions)


def refused(entry: ManifestEntry, reason: FailureReason) -> TaskResult:
    """A task that failed with S3's reason."""
    return TaskResult(entry.bucket, entry.key, entry.version_id, False, reason.value, http_status(reason), explain(reason))


def result_of(entry: ManifestEntry, tasks: tuple[Task, ...]) -> TaskResult:
    """The end of one entry from the ends of its deliveries: one failing destination makes the task fail (6.32)."""
    bad = next((task for task in tasks if task.outcome is not Outcome.COMPLETED), None)
    if bad is not None:
        return _result(entry, bad)
    return TaskResult(entry.bucket, entry.key, entry.version_id, True, "", 200, "Successful")


def _result(entry: ManifestEntry, task: Task | None) -> TaskResult:
    if task is None or task.failure_reason is not None:
        reason = FailureReason.SRC_OBJECT_NOT_ELIGIBLE if task is None or task.failure_reason is None else task.failure_reason
        found = refused(entry, reason)
        if task is not None and task.reason is not None:
            return TaskResult(entry.bucket, entry.key, entry.version_id, False, found.error, found.status, explain(task.reason))
        return found
    unknown = ", ".join(sorted(task.unknown))
    sentence = f"The outcome depends on what is not known: {unknown}."
    return TaskResult(entry.bucket, entry.key, entry.version_id, False, "Undecided", 400, sentence)
