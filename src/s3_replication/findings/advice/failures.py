"""Failures and delays that S3 measures and that nobody is told of."""

from collections.abc import Iterator, Sequence
from typing import Final

from s3_replication.core import Bucket, EventKind, ReplicationAlarm, Rule, World, bucket_name, has_metrics, has_rtc, takes_event
from s3_replication.findings.advice.rules import advice, enabled_rules
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["failures"]

_FAILURE_METRICS: Final = ("OperationsFailedReplication",)
_DELAY_METRICS: Final = ("ReplicationLatency", "OperationsPendingReplication", "BytesPendingReplication")
_EVENT_BRIDGE: Final = " EventBridge is on for the bucket, and S3 sends it no replication events."


def failures(_world: World, source: Bucket) -> Iterator[Finding]:
    """Each rule with metrics, or with Replication Time Control, without an event notification or an alarm."""
    notification, alarms = source.notification, source.alarms
    if isinstance(notification, Unknown) or isinstance(alarms, Unknown):
        return
    more = _EVENT_BRIDGE if notification.event_bridge else ""
    for rule in enabled_rules(source):
        if has_metrics(rule) and not _is_told(notification.events, alarms, rule, EventKind.FAILED, _FAILURE_METRICS):
            says = f"Bucket {source.name} has no notification for {EventKind.FAILED} and no alarm on OperationsFailedReplication.{more}"
            yield advice("replication-failures-not-reported", source.arn, says, rule)
        if has_rtc(rule) and not _is_told(notification.events, alarms, rule, EventKind.MISSED_THRESHOLD, _DELAY_METRICS):
            says = f"Bucket {source.name} has no notification for {EventKind.MISSED_THRESHOLD} and no alarm on ReplicationLatency.{more}"
            yield advice("replication-time-not-watched", source.arn, says, rule)


def _is_told(events: frozenset[str], alarms: Sequence[ReplicationAlarm], rule: Rule, event: EventKind, metrics: Sequence[str]) -> bool:
    if takes_event(events, event):
        return True
    return any(one.metric in metrics and _is_about(one, rule) for one in alarms)


def _is_about(alarm: ReplicationAlarm, rule: Rule) -> bool:
    destination = rule.destination.bucket
    same = alarm.destination is None or isinstance(destination, Unknown) or alarm.destination == bucket_name(destination)
    return same and (alarm.rule_id is None or alarm.rule_id == rule.id)
