"""What S3 tells about a replication task: which events may come, what the failure metric counts, where each metric appears."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from s3_replication.core.configuration.model import Rule
from s3_replication.core.decision import Outcome, Task

__all__ = ["METRIC_SIDES", "EventKind", "Side", "failed_operations", "possible_events", "sends_failure_event"]


class EventKind(StrEnum):
    """Event types of a source bucket's notifications (4.30), as they stand in a notification configuration."""

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


def possible_events(rule: Rule) -> frozenset[EventKind]:
    """Events that tasks of the rule can raise: none without metrics (4.34), threshold events with RTC alone (4.31, 4.32, 4.33)."""
    time, metrics = rule.destination.replication_time, rule.destination.metrics
    timed = time is not None and time.status == "Enabled"
    if timed:
        return frozenset(EventKind)
    measured = metrics is not None and metrics.status == "Enabled"
    return frozenset({EventKind.FAILED, EventKind.NOT_TRACKED}) if measured else frozenset()


def sends_failure_event(task: Task) -> bool:
    """Whether the task's end raises OperationFailedReplication (4.31); a failed tag component does not (4.17)."""
    if task.admission is None or task.outcome is not Outcome.FAILED or not task.reported:
        return False
    return EventKind.FAILED in possible_events(task.admission.rule)


def failed_operations(task: Task) -> int | None:
    """The sample that OperationsFailedReplication gets: 1 for a failure, 0 for another end (4.69), None without metrics (4.65)."""
    if task.admission is None or task.outcome in (Outcome.PENDING, Outcome.UNKNOWN) or not possible_events(task.admission.rule):
        return None
    return int(sends_failure_event(task))
