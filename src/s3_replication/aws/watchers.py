"""Who watches a bucket's replication: alarms on its metrics, and what gets those alarms and its replication events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from s3_replication.aws.alarms import read_alarms
from s3_replication.aws.connection import Connection
from s3_replication.aws.receiver import read_receiver
from s3_replication.core import (
    Bucket,
    EventNotifications,
    EventReceiver,
    ReplicationAlarm,
    ReplicationConfiguration,
    bucket_name,
    has_metrics,
    wants_replication_events,
)
from s3_replication.iam import UNKNOWN, Arn, Unknown

__all__ = ["Watchers", "read_watchers"]


@dataclass(frozen=True, slots=True)
class Watchers:
    """Alarms on the replication metrics of one bucket, and the receivers of alarms and events by ARN."""

    alarms: tuple[ReplicationAlarm, ...] | Unknown = UNKNOWN
    receivers: Mapping[str, EventReceiver] = field(default_factory=dict)


def read_watchers(connections: Mapping[str, Connection], account: str, source: Bucket, buckets: Mapping[str, Bucket]) -> Watchers:
    """Read what watches the source; receivers in an account without a connection are left out.

    Without metrics on any rule nothing publishes replication metrics, so that no alarm is read.
    """
    configuration = source.replication
    if not isinstance(configuration, ReplicationConfiguration):
        return Watchers()
    measured = [rule for rule in configuration.rules if has_metrics(rule)]
    places = [buckets.get(bucket_name(rule.destination.bucket)) for rule in measured if isinstance(rule.destination.bucket, str)]
    regions = [source.region, *(place.region for place in places if place is not None)]
    alarms = read_alarms(connections[account], source.name, regions) if measured else ()
    receivers = {}
    for arn in dict.fromkeys([*_event_targets(source), *_alarm_actions(alarms)]):
        parsed = Arn.find(arn)
        connection = connections.get(parsed.account) if parsed is not None else None
        receiver = connection.once(read_receiver, arn) if connection is not None else None
        if receiver is not None:
            receivers[arn] = receiver
    return Watchers(alarms, receivers)


def _event_targets(source: Bucket) -> Iterator[str]:
    notification = source.notification
    for target in notification.targets if isinstance(notification, EventNotifications) else ():
        if wants_replication_events(target.events):
            yield target.arn


def _alarm_actions(alarms: tuple[ReplicationAlarm, ...] | Unknown) -> Iterator[str]:
    for alarm in alarms if not isinstance(alarms, Unknown) else ():
        yield from alarm.actions if not isinstance(alarm.actions, Unknown) else ()
