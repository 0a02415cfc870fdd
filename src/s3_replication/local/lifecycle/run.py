"""Runs the lifecycle of one bucket, as S3 does about once a day."""

from datetime import datetime

from s3_replication.core import Bucket, Switches, Versioning
from s3_replication.errors import InputError
from s3_replication.iam import Unknown
from s3_replication.local.events.record import EventName, ordinary_record
from s3_replication.local.events.sending import send
from s3_replication.local.lifecycle.evaluate import Abort, Action, ActionKind, aborts, actions
from s3_replication.local.lifecycle.rules import parse_lifecycle
from s3_replication.local.moto_compat import stored

__all__ = ["run_lifecycle"]

_PRINCIPAL = "s3.amazonaws.com"
_EVENTS = {
    ActionKind.MARKER: EventName.LIFECYCLE_MARKER,
    ActionKind.DELETE: EventName.LIFECYCLE_DELETE,
    ActionKind.TRANSITION: EventName.LIFECYCLE_TRANSITION,
}


def run_lifecycle(name: str, now: datetime, switches: Switches) -> tuple[list[Action], list[Abort]]:
    """Do what is due and say what was done, or waits for replication; raises InputError where there is nothing to run."""
    bucket = stored.bucket_of(name)
    if bucket is None:
        raise InputError(f"there is no bucket {name!r}; give bucket=NAME of one that exists")
    document = stored.document(name, "lifecycle")
    if document is None:
        raise InputError(f"bucket {name} has no lifecycle configuration; put one with PutBucketLifecycleConfiguration")
    versioning = Versioning.NEVER if isinstance(bucket.versioning, Unknown) else bucket.versioning
    rules = parse_lifecycle(document, (stored.document(name, "lifecycle-size") or b"").decode())
    due, ended = actions(stored.listed(name), rules, versioning, now, switches), aborts(stored.uploads(name), rules, now)
    for action in due:
        _do(bucket, action, now)
    for abort in ended:
        stored.abort_upload(name, abort.upload.upload_id)
    return due, ended


def _do(bucket: Bucket, action: Action, now: datetime) -> None:
    version = action.version
    if action.kind is ActionKind.MARKER:
        version = stored.add_marker(bucket, version.key)
    elif action.kind is ActionKind.DELETE:
        stored.remove_version(bucket.name, version.key, version.version_id)
    elif action.kind is ActionKind.TRANSITION and action.storage_class is not None:
        stored.new_storage_class(bucket.name, version.key, version.version_id, action.storage_class)
    event = _EVENTS.get(action.kind)
    if event is not None:
        send(bucket, event, version.key, ordinary_record(bucket, version, event, now, _PRINCIPAL))
