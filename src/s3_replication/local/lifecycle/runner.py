"""Runs the lifecycle of one bucket, as S3 does about once a day."""

from datetime import datetime

from s3_replication.core import Bucket, Switches, Versioning
from s3_replication.errors import InputError
from s3_replication.iam import Unknown
from s3_replication.local.lifecycle.actions import Abort, Action, ActionKind, aborts, actions
from s3_replication.local.lifecycle.rules import parse_lifecycle
from s3_replication.local.notifications.outbox import Outbox
from s3_replication.local.notifications.record import EventName, ordinary_record, transition_data
from s3_replication.local.ports.missing import no_bucket
from s3_replication.local.ports.store import Store

__all__ = ["run_lifecycle"]

_PRINCIPAL = "s3.amazonaws.com"
_EVENTS = {
    ActionKind.MARKER: EventName.LIFECYCLE_MARKER,
    ActionKind.DELETE: EventName.LIFECYCLE_DELETE,
    ActionKind.TRANSITION: EventName.LIFECYCLE_TRANSITION,
}


def run_lifecycle(name: str, now: datetime, switches: Switches, store: Store, outbox: Outbox) -> tuple[list[Action], list[Abort]]:
    """Do what is due and say what was done, or waits for replication; raises InputError where there is nothing to run."""
    bucket = store.bucket(name)
    if bucket is None:
        raise no_bucket(name)
    document = store.document(name, "lifecycle")
    if document is None:
        raise InputError(f"bucket {name} has no lifecycle configuration; put one with PutBucketLifecycleConfiguration")
    versioning = Versioning.NEVER if isinstance(bucket.versioning, Unknown) else bucket.versioning
    rules = parse_lifecycle(document, (store.document(name, "lifecycle-size") or b"").decode())
    due, ended = actions(store.versions(name), rules, versioning, now, switches), aborts(store.uploads(name), rules, now)
    for action in due:
        _do(bucket, action, now, store, outbox)
    for abort in ended:
        store.abort_upload(name, abort.upload.upload_id)
    return due, ended


def _do(bucket: Bucket, action: Action, now: datetime, store: Store, outbox: Outbox) -> None:
    version = action.version
    if action.kind is ActionKind.MARKER:
        version = store.add_marker(bucket, version.key)
    elif action.kind is ActionKind.DELETE:
        store.remove_version(bucket.name, version.key, version.version_id)
    elif action.kind is ActionKind.TRANSITION and action.storage_class is not None:
        store.set_storage_class(bucket.name, version.key, version.version_id, action.storage_class)
    event = _EVENTS.get(action.kind)
    if event is not None:
        record = ordinary_record(bucket, version, event, now, _PRINCIPAL)
        moved = action.storage_class if action.kind is ActionKind.TRANSITION else None
        data, more = (transition_data(moved), {"destination-storage-class": moved}) if moved is not None else ({}, {})
        outbox.send(bucket, event, version.key, {**record, **data}, _PRINCIPAL, more)
