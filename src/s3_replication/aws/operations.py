"""How one bucket is operated: lifecycle rules that delete, event targets, who pays, access logs, and inventory reports."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from s3_replication.aws.errors import ask
from s3_replication.core import BucketOperations, EventTarget, Expiration, InventoryReport, Notifications
from s3_replication.iam import Unknown

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["read_operations"]

_Json = Mapping[str, Any]
_TARGETS = (("TopicConfigurations", "TopicArn"), ("QueueConfigurations", "QueueArn"), ("LambdaFunctionConfigurations", "LambdaFunctionArn"))


def read_operations(s3: "S3Client", name: str) -> BucketOperations:
    """What may not be read is UNKNOWN; raises AwsError for any other refusal."""
    rules = ask("GetBucketLifecycleConfiguration", name, lambda: s3.get_bucket_lifecycle_configuration(Bucket=name).get("Rules", []))
    events = ask("GetBucketNotificationConfiguration", name, lambda: s3.get_bucket_notification_configuration(Bucket=name))
    payer = ask("GetBucketRequestPayment", name, lambda: s3.get_bucket_request_payment(Bucket=name).get("Payer"))
    logs = ask("GetBucketLogging", name, lambda: s3.get_bucket_logging(Bucket=name).get("LoggingEnabled"))
    reports = ask("ListBucketInventoryConfigurations", name, lambda: _inventories(s3, name))
    return BucketOperations(
        expirations=rules if isinstance(rules, Unknown) else tuple(_expirations(rules or ())),
        notifications=events if isinstance(events, Unknown) else _notifications(events or {}),
        requester_pays=payer if isinstance(payer, Unknown) else payer == "Requester",
        log_bucket=logs if logs is None or isinstance(logs, Unknown) else logs["TargetBucket"],
        inventories=reports if isinstance(reports, Unknown) else tuple(reports or ()),
    )


def _expirations(rules: Any) -> list[Expiration]:
    return [
        Expiration(
            rule_id=rule.get("ID", ""),
            prefix=_narrow(rule).get("Prefix") or rule.get("Prefix") or "",
            narrowed=bool(set(_narrow(rule)) & {"Tag", "Tags", "ObjectSizeGreaterThan", "ObjectSizeLessThan"}),
            days=rule.get("Expiration", {}).get("Days"),
            dated="Date" in rule.get("Expiration", {}),
            noncurrent_days=rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays"),
        )
        for rule in rules
        if rule["Status"] == "Enabled" and _deletes(rule)
    ]


def _deletes(rule: _Json) -> bool:
    """An expiration that only removes expired delete markers deletes no version that has data."""
    return bool(set(rule.get("Expiration", {})) & {"Days", "Date"}) or "NoncurrentVersionExpiration" in rule


def _narrow(rule: _Json) -> _Json:
    found: _Json = rule.get("Filter", {})
    both: _Json = found.get("And", found)
    return both


def _notifications(found: _Json) -> Notifications:
    targets = [EventTarget(entry[arn], tuple(entry["Events"]), *_filter(entry)) for kind, arn in _TARGETS for entry in found.get(kind, ())]
    return Notifications(tuple(targets), "EventBridgeConfiguration" in found)


def _filter(entry: _Json) -> tuple[str, str]:
    rules = {rule["Name"].lower(): rule["Value"] for rule in entry.get("Filter", {}).get("Key", {}).get("FilterRules", ())}
    return rules.get("prefix", ""), rules.get("suffix", "")


def _inventories(s3: "S3Client", name: str) -> list[InventoryReport]:
    found: list[InventoryReport] = []
    token: dict[str, str] = {}
    while True:  # boto3 has no paginator for this operation
        page: _Json = s3.list_bucket_inventory_configurations(Bucket=name, **token)
        found += [
            InventoryReport(
                one["Id"], one["Destination"]["S3BucketDestination"]["Bucket"], "ReplicationStatus" in one.get("OptionalFields", ())
            )
            for one in page.get("InventoryConfigurationList", ())
            if one.get("IsEnabled")
        ]
        if not page.get("IsTruncated"):
            return found
        token = {"ContinuationToken": page["NextContinuationToken"]}
