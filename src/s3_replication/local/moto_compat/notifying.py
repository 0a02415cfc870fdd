"""Hands event messages and alarm messages to moto's SQS, SNS, Lambda and EventBridge."""

import json
from typing import Any

from moto.core.exceptions import ServiceException
from moto.s3 import notifications
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from werkzeug.exceptions import HTTPException

from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import LocalKey, LocalMarker

__all__ = ["publish", "send_to_event_bridge", "send_to_function", "send_to_queue", "take_over"]


def send_to_queue(arn: str, body: Any) -> bool:
    """Put a message into a queue; False where there is none of that ARN, or it does not take it: S3 then drops the event."""
    region, account, name = _place(arn)
    if account not in sqs_backends or region not in sqs_backends[account] or name not in sqs_backends[account][region].queues:
        return False
    try:
        sqs_backends[account][region].send_message(queue_name=name, message_body=json.dumps(body))
    except (HTTPException, ServiceException):
        return False
    return True


def _place(arn: str) -> tuple[str, str, str]:
    """Region, account and name in an ARN; empty for what is none."""
    parts = arn.split(":", 5)
    return (parts[3], parts[4], parts[5]) if len(parts) == 6 else ("", "", "")


def publish(arn: str, body: Any, subject: str) -> bool:
    """Publish to a topic and so to its subscriptions; False where there is none of that ARN, or it does not take the message."""
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


def take_over() -> None:
    """Send ordinary events with version id, sequencer and identity, and for markers. Mended: moto's records have none of them."""
    notifications.send_event = _send_event


def _send_event(account_id: str, event_name: notifications.S3NotificationEvent, bucket: Any, key: Any) -> None:
    del account_id  # the bucket knows its owner
    if hooks.tell is not None:
        hooks.tell(bucket, key, event_name.value)
    send_to_event_bridge(bucket, key, event_name.value)


def send_to_event_bridge(bucket: LocalBucket, version: LocalKey | LocalMarker, event: str) -> None:
    """An ordinary event to the account's event buses, where the bucket has EventBridge switched on; moto has none for markers."""
    configuration = bucket.notification_configuration
    if configuration is not None and configuration.event_bridge is not None and isinstance(version, LocalKey):
        notifications._send_event_bridge_message(bucket.account_id, bucket, event, version)
