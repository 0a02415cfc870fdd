"""Alarms and events of replication that reach nobody."""

import json
from collections.abc import Iterator

from s3_replication.core import (
    KEY_ACTIONS,
    Bucket,
    EventNotifications,
    EventObstacle,
    EventReceiver,
    Key,
    World,
    event_obstacle,
    send_action,
    wants_replication_events,
)
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.findings.repairs.commands import put_key_policy
from s3_replication.iam import Arn, Unknown

__all__ = ["silent_watchers"]


def silent_watchers(world: World, source: Bucket) -> Iterator[Finding]:
    """Receivers that refuse events, alarms without an action, and topics without a subscriber."""
    yield from _events(world, source)
    yield from _alarms(world, source)
    for receiver in world.receivers.values():
        if receiver.exists is True and receiver.subscriptions == 0:
            says = f"Topic {receiver.arn} has no confirmed subscription."
            command = f"aws sns subscribe --region {Arn.parse(receiver.arn).region} --topic-arn {receiver.arn} --protocol email "
            change = Suggestion(
                "Subscribe an e-mail address. Replace EMAIL with the address.", cli=command + "--notification-endpoint EMAIL"
            )
            yield new_finding("topic-without-subscriber", receiver.arn, says, suggestions=(change,))


def _events(world: World, source: Bucket) -> Iterator[Finding]:
    notification = source.notification
    for target in notification.targets if isinstance(notification, EventNotifications) else ():
        receiver = world.receivers.get(target.arn)
        if receiver is None or not wants_replication_events(target.events):
            continue
        key = _key(world, receiver)
        found = event_obstacle(receiver, key, source.arn, source.account)
        if isinstance(found, EventObstacle):
            says = f"Bucket {source.name} sends replication events to {target.arn}, but {found}."
            yield new_finding("events-do-not-arrive", target.arn, says, suggestions=tuple(_allow(found, receiver, key, source)))


def _key(world: World, receiver: EventReceiver) -> Key | None:
    """The key as it was read; a world gives UNKNOWN contents for others, and says nothing of them then."""
    return world.keys.get(receiver.key) if receiver.key is not None and receiver.key in world.keys else None


def _allow(found: EventObstacle, receiver: EventReceiver, key: Key | None, source: Bucket) -> Iterator[Suggestion]:
    """The statement that lets S3 send, and the command that puts the whole policy with it."""
    if found is EventObstacle.MISSING:
        return
    arn = Arn.parse(receiver.arn)
    on_key = found is EventObstacle.KEY and key is not None
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": list(KEY_ACTIONS) if on_key else send_action(receiver.arn),
        "Resource": "*" if on_key else receiver.arn,
        "Condition": {"ArnLike": {"aws:SourceArn": source.arn}, "StringEquals": {"aws:SourceAccount": source.account}},
    }
    if on_key and key is not None:
        command = put_key_policy(key.arn)
    elif arn.service == "lambda":
        command = (
            f"aws lambda add-permission --region {arn.region} --function-name {receiver.arn} --statement-id s3-replication-events "
            f"--action lambda:InvokeFunction --principal s3.amazonaws.com --source-arn {source.arn} --source-account {source.account}"
        )
    elif arn.service == "sns":
        command = f"aws sns set-topic-attributes --region {arn.region} --topic-arn {receiver.arn} --attribute-name Policy "
        command += "--attribute-value file://policy.json"
    else:
        command = f"aws sqs set-queue-attributes --region {arn.region} --queue-url QUEUE_URL --attributes file://attributes.json"
    yield Suggestion(
        f"Add this statement to the policy of {key.arn if on_key and key else receiver.arn}.", json.dumps(statement), cli=command
    )


def _alarms(world: World, source: Bucket) -> Iterator[Finding]:
    for alarm in source.alarms if not isinstance(source.alarms, Unknown) else ():
        if isinstance(alarm.actions, Unknown):
            continue
        gone = [arn for arn in alarm.actions if arn in world.receivers and world.receivers[arn].exists is False]
        name = alarm.arn.rpartition(":alarm:")[2]
        if not alarm.actions:
            says = f"Alarm {name} on {alarm.metric} has no action for the state ALARM."
        elif not alarm.enabled:
            says = f"The actions of alarm {name} on {alarm.metric} are disabled."
        elif len(gone) == len(alarm.actions):
            says = f"Alarm {name} on {alarm.metric} notifies {', '.join(gone)}, which does not exist."
        else:
            continue
        command = f"aws cloudwatch enable-alarm-actions --region {Arn.parse(alarm.arn).region} --alarm-names {name}"
        change = (Suggestion(f"Enable the actions of alarm {name}.", cli=command),) if alarm.actions and not gone else ()
        yield new_finding("alarm-notifies-nobody", alarm.arn, says, suggestions=change)
