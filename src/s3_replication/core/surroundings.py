"""What surrounds replication and does not decide it: lifecycle rules that delete, event targets, alarms, logs and inventory reports.

A field that nobody read is UNKNOWN, so that nothing is said about it.
"""

from dataclasses import dataclass

from s3_replication.iam import UNKNOWN, Policy, Unknown

__all__ = ["BucketOperations", "EventReceiver", "EventTarget", "Expiration", "InventoryReport", "Notifications", "ReplicationAlarm"]


@dataclass(frozen=True, slots=True)
class Expiration:
    """One enabled lifecycle rule that deletes versions: current ones at an age of `days` or from a date on, noncurrent ones after
    `noncurrent_days`. `narrowed` says whether it also asks for tags or a size."""

    rule_id: str
    prefix: str | Unknown = ""
    narrowed: bool = False
    days: int | Unknown | None = None
    dated: bool = False
    noncurrent_days: int | Unknown | None = None

    @property
    def deletes_current(self) -> bool:
        """Whether current versions expire."""
        return self.days is not None or self.dated


@dataclass(frozen=True, slots=True)
class EventTarget:
    """One entry of a notification configuration: a queue, topic or function, and the event types that it gets."""

    arn: str | Unknown
    events: tuple[str, ...]
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Notifications:
    """A bucket's notification configuration."""

    targets: tuple[EventTarget, ...] = ()
    event_bridge: bool = False


@dataclass(frozen=True, slots=True)
class InventoryReport:
    """One enabled inventory configuration: the bucket that gets the reports, and whether they have the replication status."""

    id: str
    bucket_arn: str
    has_status: bool


@dataclass(frozen=True, slots=True)
class BucketOperations:
    """How a bucket is operated; `log_bucket` is the name of the bucket that gets its access logs, None without logs."""

    expirations: tuple[Expiration, ...] | Unknown = UNKNOWN
    notifications: Notifications | Unknown = UNKNOWN
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


@dataclass(frozen=True, slots=True)
class ReplicationAlarm:
    """One CloudWatch alarm on a replication metric of the source bucket; `actions` are what it does in the state ALARM."""

    name: str
    arn: str
    metric: str
    source_bucket: str
    destination_bucket: str
    rule_id: str
    actions: tuple[str, ...] | Unknown = ()
    enabled: bool = True
