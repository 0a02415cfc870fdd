"""The JSON records of S3's event messages (User Guide, "Event message structure"; facts 4.37 to 4.40; what is recorded of ordinary
events is in localstack/localstack@8b9a79f0, tests/aws/services/s3/test_s3_notifications_sqs.snapshot.json)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import quote_plus

from s3_replication.core import Bucket, Change, EventKind, Version
from s3_replication.local.s3.xml import iso_time

__all__ = [
    "S3_SERVICE", "EventName", "ReplicationOperation", "failure_record", "ordinary_record", "restore_data", "s3_operation", "sequencer",
    "threshold_record", "transition_data",
]  # fmt: skip

REPLICATION_VERSION: Final = "2.6"  # recorded (4.37); the User Guide's sample says 2.2
ORDINARY_VERSION: Final = "2.1"
ATTACHED_VERSION: Final = "2.3"  # of events about tags and ACLs (recorded)
S3_SERVICE: Final = "s3.amazonaws.com"
_ATTACHED: Final = ("s3:ObjectTagging:", "s3:ObjectAcl:")
_DELETIONS: Final = ("ObjectRemoved:Delete", "LifecycleExpiration:Delete")
_NO_CONTENT: Final = "d41d8cd98f00b204e9800998ecf8427e"  # the MD5 of nothing
THRESHOLD: Final = "15"  # minutes; RTC takes no other (4.75)


class EventName(StrEnum):
    """Names of the other events that replication and lifecycle cause, as notification configurations write them."""

    OBJECT_CREATED_PUT = "s3:ObjectCreated:Put"
    DELETE_MARKER_CREATED = "s3:ObjectRemoved:DeleteMarkerCreated"
    TAGGING_PUT = "s3:ObjectTagging:Put"
    ACL_PUT = "s3:ObjectAcl:Put"
    LIFECYCLE_DELETE = "s3:LifecycleExpiration:Delete"
    LIFECYCLE_MARKER = "s3:LifecycleExpiration:DeleteMarkerCreated"
    LIFECYCLE_TRANSITION = "s3:LifecycleTransition"
    RESTORE_INITIATED = "s3:ObjectRestore:Post"
    RESTORE_COMPLETED = "s3:ObjectRestore:Completed"


# OBJECT_PUT is recorded (4.39); the other names are taken from a third party's notes, so they are assumed.
_OPERATIONS: Final[Mapping[Change, str]] = {
    Change.OBJECT: "OBJECT_PUT",
    Change.BATCH: "OBJECT_PUT",
    Change.DELETE_MARKER: "DELETE_MARKER_PUT",
    Change.TAGS: "TAGGING_PUT",
    Change.ACL: "ACL_PUT",
    Change.RETENTION: "RETENTION_PUT",
    Change.LEGAL_HOLD: "LEGAL_HOLD_PUT",
}


@dataclass(frozen=True, slots=True)
class ReplicationOperation:
    """One replication operation as its events name it; `requested` is the time of the write at the source."""

    source: Bucket
    version: Version
    change: Change
    rule_id: str
    destination_arn: str
    requested: datetime


def s3_operation(version: Version, change: Change) -> str:
    """The `s3Operation` of an event."""
    return _OPERATIONS.get(Change.DELETE_MARKER if version.delete_marker else change, "OBJECT_PUT")


def sequencer(version: Version) -> str:
    """Hexadecimal digits that grow with a version's time: the same in every event about it (4.37)."""
    return f"00{int(version.last_modified.timestamp() * 1_000_000):016X}"


def failure_record(operation: ReplicationOperation, reason: str, at: datetime) -> dict[str, object]:
    """OperationFailedReplication."""
    return _replication(operation, EventKind.FAILED, at, {"failureReason": reason})


def threshold_record(operation: ReplicationOperation, at: datetime, replicated: datetime | None = None) -> dict[str, object]:
    """OperationMissedThreshold, or with `replicated` OperationReplicatedAfterThreshold."""
    if replicated is None:
        return _replication(operation, EventKind.MISSED_THRESHOLD, at, {"threshold": THRESHOLD})
    lag = str(max(0, round((replicated - operation.requested).total_seconds())))
    return _replication(operation, EventKind.AFTER_THRESHOLD, at, {"threshold": THRESHOLD, "replicationTime": lag})


def _replication(operation: ReplicationOperation, name: EventKind, at: datetime, more: Mapping[str, str]) -> dict[str, object]:
    data = {
        "replicationRuleId": operation.rule_id,
        "destinationBucket": operation.destination_arn,
        "s3Operation": s3_operation(operation.version, operation.change),
        "requestTime": iso_time(operation.requested),
        **more,
    }
    record = _record(REPLICATION_VERSION, operation.source, operation.version, name, at=at, principal=S3_SERVICE)
    return {**record, "replicationEventData": data}


def ordinary_record(bucket: Bucket, version: Version, name: str, at: datetime, principal: str) -> dict[str, object]:
    """Any other event about a version in `bucket`, by its name in configurations; `principal` is the acting identity's id."""
    event_version = ATTACHED_VERSION if name.startswith(_ATTACHED) else ORDINARY_VERSION
    return _record(event_version, bucket, version, name, at=at, principal=principal)


def transition_data(storage_class: str) -> dict[str, object]:
    """What only the record of a transition has (User Guide, "Event message structure", lifecycleEventData)."""
    return {"lifecycleEventData": {"transitionEventData": {"destinationStorageClass": storage_class}}}


def restore_data(expiry: datetime, storage_class: str) -> dict[str, object]:
    """What only the record of a completed restore has (User Guide, "Event message structure", glacierEventData)."""
    data = {"lifecycleRestorationExpiryTime": iso_time(expiry), "lifecycleRestoreStorageClass": storage_class}
    return {"glacierEventData": {"restoreEventData": data}}


def _object(version: Version, name: str) -> dict[str, object]:
    """The object as each kind of event describes it (recorded): a deletion has no ETag, a change of tags or ACL no size or sequencer."""
    found: dict[str, object] = {"key": quote_plus(version.key, safe="/")}
    attached = name.startswith(_ATTACHED)
    if name.endswith(":DeleteMarkerCreated"):
        found["eTag"] = _NO_CONTENT
    elif not version.delete_marker and not name.endswith(_DELETIONS):
        found |= {"eTag": version.etag} if attached else {"size": version.size, "eTag": version.etag}
    if version.version_id != "null":
        found["versionId"] = version.version_id
    return found if attached else {**found, "sequencer": sequencer(version)}


def _record(event_version: str, bucket: Bucket, version: Version, name: str, *, at: datetime, principal: str) -> dict[str, object]:
    return {
        "eventVersion": event_version,
        "eventSource": "aws:s3",
        "awsRegion": bucket.region,
        "eventTime": iso_time(at),
        "eventName": name.removeprefix("s3:"),
        "userIdentity": {"principalId": principal},
        "requestParameters": {"sourceIPAddress": S3_SERVICE},
        "responseElements": {"x-amz-request-id": sequencer(version)[-16:], "x-amz-id-2": ""},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "",
            "bucket": {"name": bucket.name, "ownerIdentity": {"principalId": bucket.account}, "arn": bucket.arn},
            "object": _object(version, name),
        },
    }
