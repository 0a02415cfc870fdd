"""Which targets of a bucket's notification configuration want an event about a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element

from s3_replication.core import takes_event
from s3_replication.local.s3 import xml

__all__ = ["Notification", "TargetKind", "matching", "parse_notifications", "wants_event_bridge"]


class TargetKind(StrEnum):
    """Kinds of targets that take event messages; EventBridge is none of them for replication's events (fact 4.35)."""

    QUEUE = "Queue"
    TOPIC = "Topic"
    FUNCTION = "CloudFunction"


@dataclass(frozen=True, slots=True)
class Notification:
    """One entry of a notification configuration; `prefix` and `suffix` are compared with the key as it is, not URL-encoded."""

    id: str
    target: TargetKind
    arn: str
    events: tuple[str, ...]
    prefix: str = ""
    suffix: str = ""

    def wants(self, event: str, key: str) -> bool:
        """Whether the event goes to this target."""
        return takes_event(self.events, event) and key.startswith(self.prefix) and key.endswith(self.suffix)


def matching(notifications: Sequence[Notification], event: str, key: str) -> tuple[Notification, ...]:
    """Every entry that wants the event."""
    return tuple(notification for notification in notifications if notification.wants(event, key))


def parse_notifications(document: bytes) -> tuple[Notification, ...]:
    """The entries of a NotificationConfiguration document that S3 has accepted."""
    root = xml.parse(document, "NotificationConfiguration")
    kinds = {
        "QueueConfiguration": TargetKind.QUEUE,
        "TopicConfiguration": TargetKind.TOPIC,
        "CloudFunctionConfiguration": TargetKind.FUNCTION,
    }
    return tuple(_entry(node, kinds[node.tag]) for node in root if node.tag in kinds)


def wants_event_bridge(document: bytes) -> bool:
    """Whether EventBridge is switched on; it has no filters."""
    return xml.child(xml.parse(document, "NotificationConfiguration"), "EventBridgeConfiguration") is not None


def _entry(node: Element, target: TargetKind) -> Notification:
    rules = {rule.findtext("Name", "").lower(): rule.findtext("Value", "") for rule in node.iter("FilterRule")}
    events = tuple(event.text or "" for event in node.findall("Event"))
    return Notification(
        node.findtext("Id", ""), target, node.findtext(target.value, ""), events, rules.get("prefix", ""), rules.get("suffix", "")
    )
