"""Settings of a bucket that S3 does not read when it replicates, but that decide what becomes of replicas and who learns of failures."""

from dataclasses import dataclass

from s3_replication.iam import UNKNOWN, Policy, Unknown

__all__ = [
    "BucketLifecycleRule",
    "BucketOperations",
    "EventNotifications",
    "EventReceiver",
    "EventTarget",
    "InventoryReport",
    "ReplicationAlarm",
    "StorageTransition",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StorageTransition:
    """Moves current versions to a storage class after `days`; UNKNOWN days for a date or a value that is not known."""

    storage_class: str
    days: int | Unknown


@dataclass(frozen=True, slots=True)
class BucketLifecycleRule:
    """One enabled lifecycle rule. `narrowed` says that tags or sizes narrow it further than `prefix` does.

    `deletes_expired_markers` says that it removes delete markers under which no version is left.

    The numbers are days: None if the rule has no such action, UNKNOWN for a date or a value that is not known.
    """

    id: str
    prefix: str | Unknown = ""
    narrowed: bool = False
    expires_after: int | Unknown | None = None
    expires_noncurrent_after: int | Unknown | None = None
    transitions: tuple[StorageTransition, ...] = ()
    deletes_expired_markers: bool = False


@dataclass(frozen=True, slots=True)
class EventTarget:
    """One entry of a notification configuration: a queue, topic or function, and the event types that it gets."""

    arn: str
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventNotifications:
    """A bucket's event notifications: the event types sent to SNS, SQS or Lambda, and whether EventBridge gets events.

    `targets` are those that get the events; a plan's reader leaves them out.
    """

    events: frozenset[str] = frozenset()
    event_bridge: bool = False
    targets: tuple[EventTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplicationAlarm:
    """A CloudWatch alarm on a replication metric of one source bucket; None where it does not name the other dimensions.

    `actions` are the ARNs that it notifies in the state ALARM, `enabled` False if it notifies none of them; a plan's reader leaves
    them out.
    """

    metric: str
    destination: str | None = None
    rule_id: str | None = None
    arn: str = ""
    actions: tuple[str, ...] | Unknown = UNKNOWN
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class InventoryReport:
    """One enabled inventory configuration, and whether its reports have the replication status."""

    id: str
    has_status: bool


@dataclass(frozen=True, slots=True)
class BucketOperations:
    """Who pays for requests, which bucket gets the access logs (None: no logs), and the inventory reports."""

    requester_pays: bool | Unknown = UNKNOWN
    log_bucket: str | Unknown | None = UNKNOWN
    inventories: tuple[InventoryReport, ...] | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class EventReceiver:
    """A topic, queue or function that gets events or alarms; `subscriptions` counts a topic's confirmed ones, None for other kinds.

    `key` is the KMS key that encrypts its messages, as its owner wrote it.
    """

    arn: str
    exists: bool | Unknown = True
    policy: Policy | Unknown | None = UNKNOWN
    key: str | None = None
    subscriptions: int | Unknown | None = None
