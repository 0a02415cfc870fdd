"""How S3 reports a replication task: its events, its failure metric, and the Region of each metric."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from s3_replication.core.configuration.model import Rule
from s3_replication.core.matching import ENABLED
from s3_replication.core.results import Outcome, Task

__all__ = [
    "METRIC_SIDES", "EventKind", "Side", "failed_operations", "has_metrics", "has_rtc", "possible_events", "sends_failure_event",
    "takes_event", "wants_replication_events",
]  # fmt: skip


class EventKind(StrEnum):
    """Event types of a source bucket's notifications (4.30), as written in a notification configuration."""

    FAILED = "s3:Replication:OperationFailedReplication"
    MISSED_THRESHOLD = "s3:Replication:OperationMissedThreshold"
    AFTER_THRESHOLD = "s3:Replication:OperationReplicatedAfterThreshold"
    NOT_TRACKED = "s3:Replication:OperationNotTracked"


class Side(StrEnum):
    """Which bucket's Region a metric is published in; always in the source's account (4.64)."""

    SOURCE = "source"
    DESTINATION = "destination"


METRIC_SIDES: Final[Mapping[str, Side]] = {
    "ReplicationLatency": Side.DESTINATION,
    "BytesPendingReplication": Side.DESTINATION,
    "OperationsPendingReplication": Side.DESTINATION,
    "OperationsFailedReplication": Side.SOURCE,
}


def has_rtc(rule: Rule) -> bool:
    """Whether the rule has Replication Time Control; Disabled and absent are the same."""
    time = rule.destination.replication_time
    return time is not None and time.status == ENABLED


def has_metrics(rule: Rule) -> bool:
    """Whether the rule has metrics. Replication Time Control always includes them (4.65)."""
    metrics = rule.destination.metrics
    return has_rtc(rule) or (metrics is not None and metrics.status == ENABLED)


def possible_events(rule: Rule) -> frozenset[EventKind]:
    """Events that tasks of the rule can raise: none without metrics (4.34), threshold events with RTC alone (4.31, 4.32, 4.33)."""
    if has_rtc(rule):
        return frozenset(EventKind)
    return frozenset({EventKind.FAILED, EventKind.NOT_TRACKED}) if has_metrics(rule) else frozenset()


def sends_failure_event(task: Task) -> bool:
    """Whether the task's end raises OperationFailedReplication (4.31); a failed tag component does not (4.17)."""
    if task.admission is None or task.outcome is not Outcome.FAILED or not task.reported:
        return False
    return EventKind.FAILED in possible_events(task.admission.rule)


def failed_operations(task: Task) -> int | None:
    """The sample that OperationsFailedReplication gets: 1 for a failure, 0 for another outcome (4.69), None without metrics (4.65)."""
    if task.admission is None or task.outcome in (Outcome.PENDING, Outcome.UNKNOWN) or not has_metrics(task.admission.rule):
        return None
    return int(sends_failure_event(task))


def takes_event(events: Collection[str], event: str) -> bool:
    """Whether event types of a notification configuration take an event; `s3:Replication:*` and its like take all of a family (4.30)."""
    return any(wanted == event or (wanted.endswith(":*") and event.startswith(wanted[:-1])) for wanted in events)


def wants_replication_events(events: Collection[str]) -> bool:
    """Whether event types of a notification configuration take any replication event."""
    return any(takes_event(events, kind) for kind in EventKind)
