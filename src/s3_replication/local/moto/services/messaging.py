"""Hands event messages and alarm messages to moto's SQS, SNS, Lambda and EventBridge."""

import copy
import json
from datetime import datetime
from typing import Any

from moto.core.exceptions import ServiceException
from moto.events.models import events_backends
from moto.s3 import notifications
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from werkzeug.exceptions import HTTPException

from s3_replication.iam import Arn
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.ports.listeners import call_each

__all__ = ["publish", "send_to_event_bridge", "send_to_function", "send_to_queue", "take_over"]


def send_to_queue(arn: str, body: Any) -> bool:
    """Put a message into a queue; False where the queue does not exist or refuses it: S3 then drops the event."""
    region, account, name = _place(arn)
    if account not in sqs_backends or region not in sqs_backends[account] or name not in sqs_backends[account][region].queues:
        return False
    try:
        sqs_backends[account][region].send_message(queue_name=name, message_body=json.dumps(body))
    except (HTTPException, ServiceException):
        return False
    return True


def _place(arn: str) -> tuple[str, str, str]:
    """Region, account and name in an ARN; empty for other text."""
    found = Arn.find(arn)
    return (found.region, found.account, found.resource) if found is not None else ("", "", "")


def publish(arn: str, body: Any, subject: str) -> bool:
    """Publish to a topic and so to its subscriptions; False where the topic does not exist or refuses the message."""
    region, account, _ = _place(arn)
    if account not in sns_backends or region not in sns_backends[account] or arn not in sns_backends[account][region].topics:
        return False
    try:
        sns_backends[account][region].publish(json.dumps(body), arn=arn, subject=subject)
    except (HTTPException, ServiceException):
        return False
    return True


def send_to_function(arn: str, body: Any) -> None:
    """Invoke a function; moto swallows what goes wrong with it, as S3's asynchronous call does."""
    region, account, _ = _place(arn)
    notifications._invoke_awslambda(account, body, arn, region)


def take_over(runtime: Runtime) -> None:
    """Send ordinary events with version id, sequencer and identity, and for markers. Fixed: moto's records have none of them."""

    def send_event(account_id: str, event_name: notifications.S3NotificationEvent, bucket: Any, key: Any) -> None:
        del account_id  # the bucket knows its owner
        if runtime.on_event is not None:
            call_each((runtime.on_event,), bucket, key, event_name.value)

    notifications.send_event = send_event
    notifications.send_test_event = _send_test_event


def _send_test_event(account_id: str, bucket: LocalBucket) -> None:
    """The test message to each queue and topic. Fixed: moto looks for the receivers in the bucket's account only."""
    del account_id  # the receiver's ARN has it
    configuration = bucket.notification_configuration
    assert configuration is not None  # noqa: S101 - moto sends it for a configuration that was just put
    body = notifications._get_test_event(bucket.name)
    for arn in {receiver.arn for receiver in configuration.queue}:
        send_to_queue(arn, body)
    for arn in {receiver.arn for receiver in configuration.topic}:
        publish(arn, body, "Amazon S3 Notification")


def send_to_event_bridge(message: dict[str, Any]) -> None:
    """An event to the rules of the account's default bus in its Region, where AWS's services send theirs."""
    stamped = {**message, "time": datetime.fromisoformat(message["time"]).timestamp()}  # moto writes the time out for the target
    bus = events_backends[message["account"]][message["region"]].event_buses["default"]
    for rule in list(bus.rules.values()):
        try:
            rule.send_to_targets(copy.deepcopy(stamped), transform_input=False)  # type: ignore[arg-type]  # moto's own typed dictionary
        except Exception:  # noqa: BLE001, S112 - moto fails in many ways on a target that is not there; no target changes a write
            continue
