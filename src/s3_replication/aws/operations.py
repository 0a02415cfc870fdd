"""How one bucket is operated: lifecycle rules, event targets, who pays, access logs, and inventory reports."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import BucketLifecycleRule, BucketOperations, EventNotifications, EventTarget, InventoryReport, StorageTransition
from s3_replication.iam import UNKNOWN, Unknown

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["read_lifecycle", "read_notification", "read_operations"]

_Json = Mapping[str, Any]
_TARGETS = (("TopicConfigurations", "TopicArn"), ("QueueConfigurations", "QueueArn"), ("LambdaFunctionConfigurations", "LambdaFunctionArn"))
_NARROWING = frozenset({"Tag", "Tags", "ObjectSizeGreaterThan", "ObjectSizeLessThan"})


def read_lifecycle(s3: "S3Client", name: str) -> tuple[BucketLifecycleRule, ...] | Unknown:
    """The enabled lifecycle rules; UNKNOWN where they may not be read, as in the functions below."""
    rules = ask("GetBucketLifecycleConfiguration", name, lambda: s3.get_bucket_lifecycle_configuration(Bucket=name).get("Rules", []))
    if isinstance(rules, Unknown):
        return rules
    return tuple(_rule(dict(rule)) for rule in rules or () if rule["Status"] == "Enabled")


def _rule(rule: _Json) -> BucketLifecycleRule:
    found: _Json = rule.get("Filter", {})
    narrow: _Json = found.get("And", found)
    return BucketLifecycleRule(
        id=rule.get("ID", ""),
        prefix=narrow.get("Prefix") or rule.get("Prefix") or "",
        narrowed=bool(_NARROWING & set(narrow)),
        expires_after=_days(rule.get("Expiration", {})),
        expires_noncurrent_after=rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays"),
        transitions=tuple(StorageTransition(one.get("StorageClass", ""), _days(one) or 0) for one in rule.get("Transitions", ())),
        deletes_expired_markers=bool(rule.get("Expiration", {}).get("ExpiredObjectDeleteMarker")),
    )


def _days(action: _Json) -> int | Unknown | None:
    """UNKNOWN for a date."""
    return UNKNOWN if "Date" in action else action.get("Days")


def read_notification(s3: "S3Client", name: str) -> EventNotifications | Unknown:
    """The event notifications of the bucket."""
    found = ask("GetBucketNotificationConfiguration", name, lambda: s3.get_bucket_notification_configuration(Bucket=name))
    if isinstance(found, Unknown):
        return found
    said: _Json = dict(found or {})
    targets = tuple(EventTarget(entry[arn], frozenset(entry["Events"])) for kind, arn in _TARGETS for entry in said.get(kind, ()))
    events = frozenset(event for target in targets for event in target.events)
    return EventNotifications(events, "EventBridgeConfiguration" in said, targets)


def read_operations(connection: Connection, name: str, region: str) -> BucketOperations:
    """Who pays for requests, access logs, and inventory reports."""
    s3 = connection.s3(region)
    calls: list[Callable[[], Any]] = [
        lambda: ask("GetBucketRequestPayment", name, lambda: s3.get_bucket_request_payment(Bucket=name).get("Payer")),
        lambda: ask("GetBucketLogging", name, lambda: s3.get_bucket_logging(Bucket=name).get("LoggingEnabled")),
        lambda: ask("ListBucketInventoryConfigurations", name, lambda: _inventories(s3, name)),
    ]
    payer, logs, reports = connection.together(calls)
    return BucketOperations(
        requester_pays=payer if isinstance(payer, Unknown) else payer == "Requester",
        log_bucket=logs if logs is None or isinstance(logs, Unknown) else logs["TargetBucket"],
        inventories=reports if isinstance(reports, Unknown) else tuple(reports or ()),
    )


def _inventories(s3: "S3Client", name: str) -> list[InventoryReport]:
    found: list[InventoryReport] = []
    token: dict[str, str] = {}
    while True:  # boto3 has no paginator for this operation
        page: _Json = s3.list_bucket_inventory_configurations(Bucket=name, **token)
        found += [
            InventoryReport(one["Id"], "ReplicationStatus" in one.get("OptionalFields", ()))
            for one in page.get("InventoryConfigurationList", ())
            if one.get("IsEnabled")
        ]
        if not page.get("IsTruncated"):
            return found
        token = {"ContinuationToken": page["NextContinuationToken"]}
