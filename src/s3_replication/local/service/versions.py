"""What became of each version of a bucket, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from s3_replication.core import Change, Engine, Reason, ReplicationStatus, explain
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey, LocalMarker
from s3_replication.local.moto.store.versions import read_version
from s3_replication.local.ports.task_record import TaskRecord

__all__ = ["count_failed", "describe_versions"]

StoredVersion = LocalKey | LocalMarker


def count_failed(buckets: Iterable[LocalBucket]) -> int:
    """The number of versions whose replication FAILED."""
    return sum(version.replication_status is ReplicationStatus.FAILED for bucket in buckets for version in bucket.keys.all_versions())


def describe_versions(bucket: LocalBucket, prefix: str, engine: Engine) -> list[dict[str, Any]]:
    """Every version whose key begins with the prefix: its status, its tasks, and why it does not replicate to the other destinations."""
    return [_described(bucket, version, engine) for version in bucket.keys.all_versions() if version.name.startswith(prefix)]


def _described(bucket: LocalBucket, version: StoredVersion, engine: Engine) -> dict[str, Any]:
    status = version.replication_status
    return {
        "key": version.name,
        "version_id": version.version_id,
        "last_modified": version.last_modified.isoformat() + "Z",
        "delete_marker": isinstance(version, LocalMarker),
        "status": status.value if status else None,
        "replica": version.replica,
        "tasks": [_task(record) for record in version.tasks.values()],
        "not_replicated": [_skipped(destination, reason) for destination, reason in _reasons(bucket, version, engine)],
    }


def _reasons(bucket: LocalBucket, version: StoredVersion, engine: Engine) -> Iterator[tuple[str, Reason]]:
    """What was decided when the version was written, then what the present rules say of destinations that did not exist then."""
    yield from version.skipped.items()
    decided = {*version.skipped, *(record.destination for record in version.tasks.values())}
    change = Change.DELETE_MARKER if isinstance(version, LocalMarker) else Change.OBJECT
    tasks = engine.admit(replace(read_version(bucket, version), status=None), change)
    if not tasks and not decided:
        yield "", Reason.IS_REPLICA if version.replica else Reason.NO_CONFIGURATION
    for task in tasks:
        if task.destination_bucket not in decided:
            # A rule that selects it now did not exist, or did not select it, when it was written.
            yield task.destination_bucket, task.reason or Reason.EXISTING_OBJECT


def _skipped(destination: str, reason: Reason) -> dict[str, str]:
    return {"destination": destination, "reason": reason.value, "explanation": explain(reason)}


def _task(record: TaskRecord) -> dict[str, Any]:
    reason = record.failure_reason
    return {
        "destination": record.destination,
        "component": record.component.value,
        "rule_id": record.rule_id,
        "outcome": record.outcome.value,
        "failure_reason": reason.value if reason else None,
        "explanation": explain(reason) if reason else None,
        "unknown": list(record.unknown),
        "admitted": record.admitted.isoformat(),
        "settled": record.settled.isoformat() if record.settled else None,
        "attempts": record.attempts,
    }
