"""Settings of a bucket that S3 does not read when it replicates, but that decide what becomes of replicas and who learns of failures."""

from dataclasses import dataclass

from s3_replication.iam import Unknown

__all__ = ["BucketLifecycleRule", "EventNotifications", "ReplicationAlarm", "StorageTransition"]


@dataclass(frozen=True, slots=True)
class StorageTransition:
    """Moves current versions to a storage class after `days`; UNKNOWN days for a date or a value that is not known."""

    storage_class: str
    days: int | Unknown


@dataclass(frozen=True, slots=True)
class BucketLifecycleRule:
    """One enabled lifecycle rule. `narrowed` says that tags or sizes narrow it further than `prefix` does.

    The numbers are days: None if the rule has no such action, UNKNOWN for a date or a value that is not known.
    """

    id: str
    prefix: str | Unknown = ""
    narrowed: bool = False
    expires_after: int | Unknown | None = None
    expires_noncurrent_after: int | Unknown | None = None
    transitions: tuple[StorageTransition, ...] = ()


@dataclass(frozen=True, slots=True)
class EventNotifications:
    """A bucket's event notifications: the event types sent to SNS, SQS or Lambda, and whether EventBridge gets events."""

    events: frozenset[str] = frozenset()
    event_bridge: bool = False


@dataclass(frozen=True, slots=True)
class ReplicationAlarm:
    """A CloudWatch alarm on a replication metric of one source bucket; None where it does not name the other dimensions."""

    metric: str
    destination: str | None = None
    rule_id: str | None = None
