"""A bucket's settings that only advice reads: lifecycle rules, event notifications, and alarms on replication."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from s3_replication.core.bucket_settings import BucketLifecycleRule, EventNotifications, ReplicationAlarm, StorageTransition
from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.instances import Instance
from s3_replication.plan.settings import BucketResources
from s3_replication.plan.values import block, blocks, items, mapping, number, text

__all__ = ["ADVISED", "alarms", "alarms_by_bucket", "lifecycle", "notification"]

ADVISED: Final = ("aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_notification")
_ALARM: Final = "aws_cloudwatch_metric_alarm"
_TARGETS: Final = ("topic", "queue", "lambda_function")
_NAMESPACE: Final = "AWS/S3"
_NARROWING: Final = ("tag", "tags", "object_size_greater_than", "object_size_less_than")
Values: TypeAlias = Mapping[str, object]
AlarmsByBucket: TypeAlias = Mapping[str | Unknown, tuple[ReplicationAlarm, ...]]


def lifecycle(parts: BucketResources) -> tuple[BucketLifecycleRule, ...] | Unknown:
    """The enabled rules, from their resource or the deprecated block; a new bucket has none."""
    if setting := parts.setting("lifecycle_configuration"):
        if setting.values.get("rule") is UNKNOWN:
            return UNKNOWN
        return tuple(_rule(rule, block(rule, "filter")) for rule in blocks(setting.values, "rule") if rule.get("status") != "Disabled")
    if parts.lost("lifecycle_configuration"):
        return ()
    written = parts.main.values.get("lifecycle_rule") if parts.main is not None else None
    if parts.open("lifecycle_configuration") or not (parts.created or isinstance(written, list)):
        return UNKNOWN
    return tuple(_rule(rule, rule) for rule in blocks({"rule": written}, "rule") if rule.get("enabled") is not False)


def _rule(rule: Values, found: Values) -> BucketLifecycleRule:
    both = block(found, "and")
    prefixes = [value.get("prefix") for value in (both, found, rule)]
    narrowed = any(one.get(name) for one in (found, both) for name in _NARROWING)
    noncurrent = blocks(rule, "noncurrent_version_expiration")
    expiration = block(rule, "expiration")
    return BucketLifecycleRule(
        id=str(rule.get("id") or ""),
        prefix=next((one for one in map(text, prefixes) if one is not None), ""),
        narrowed=narrowed,
        expires_after=_days(expiration, "days"),
        expires_noncurrent_after=next((_days(one, "noncurrent_days", "days") for one in noncurrent), None),
        transitions=tuple(_transition(one) for one in blocks(rule, "transition")),
        deletes_expired_markers=expiration.get("expired_object_delete_marker") is True,
    )


def _days(values: Values, *names: str) -> int | Unknown | None:
    """A number of days; UNKNOWN for a date."""
    for name in names:
        if values.get(name) is UNKNOWN:
            return UNKNOWN
        if found := number(values.get(name)):
            return found
    return UNKNOWN if text(values.get("date")) is not None else None


def _transition(values: Values) -> StorageTransition:
    days = _days(values, "days")
    storage_class = text(values.get("storage_class"))
    return StorageTransition(storage_class if isinstance(storage_class, str) else "", 0 if days is None else days)


def notification(parts: BucketResources) -> EventNotifications | Unknown:
    """The events that the bucket sends; a new bucket sends none."""
    setting = parts.setting("notification")
    if setting is None:
        known = parts.lost("notification") or (parts.created and not parts.open("notification"))
        return EventNotifications() if known else UNKNOWN
    events = [event for target in _TARGETS for one in _listed(setting, target) for event in items(one.get("events")) or [UNKNOWN]]
    if UNKNOWN in events:
        return UNKNOWN
    return EventNotifications(frozenset(map(str, events)), setting.values.get("eventbridge") is True)


def _listed(setting: Instance, target: str) -> Iterable[Values]:
    return [{}] if setting.values.get(target) is UNKNOWN else blocks(setting.values, target)


def alarms_by_bucket(instances: Iterable[Instance]) -> AlarmsByBucket:
    """The alarms on S3's metrics by source bucket; UNKNOWN for those whose bucket is not known."""
    found: dict[str | Unknown, tuple[ReplicationAlarm, ...]] = {}
    for instance in instances:
        for metric, sides in _metrics(instance) if instance.type == _ALARM else ():
            if (bucket := text(sides.get("SourceBucket"))) is not None:
                found[bucket] = (
                    *found.get(bucket, ()),
                    ReplicationAlarm(metric, _shown(sides, "DestinationBucket"), _shown(sides, "RuleId")),
                )
    return found


def alarms(parts: BucketResources, by_bucket: AlarmsByBucket) -> tuple[ReplicationAlarm, ...] | Unknown:
    """The alarms on replication from the bucket.

    Alarms of another configuration are not visible, so that none is known to exist only for a bucket that the plan creates.
    """
    found = by_bucket.get(parts.name, ())
    return found if found or (parts.created and UNKNOWN not in by_bucket) else UNKNOWN


def _metrics(instance: Instance) -> Iterable[tuple[str, Values]]:
    """The S3 metrics that an alarm looks at, with their dimensions: its own, and those of a metric expression."""
    queries = [block(query, "metric") for query in blocks(instance.values, "metric_query")]
    for one in (instance.values, *queries):
        name, sides = text(one.get("metric_name")), one.get("dimensions")
        if one.get("namespace") == _NAMESPACE and isinstance(name, str):
            yield name, {"SourceBucket": UNKNOWN} if sides is UNKNOWN else mapping(sides)


def _shown(sides: Values, name: str) -> str | None:
    known = text(sides.get(name))
    return None if isinstance(known, Unknown) else known
