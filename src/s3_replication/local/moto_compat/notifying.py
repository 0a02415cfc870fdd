"""Hands event messages and alarm messages to moto's SQS, SNS, Lambda and EventBridge."""

import json
from typing import Any

from moto.s3 import notifications
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from s3_replication.local.moto_compat.key import LocalKey
from s3_replication.local.moto_compat.world import find_bucket

__all__ = ["publish", "send_to_event_bridge", "send_to_function", "send_to_queue"]


def send_to_queue(arn: str, body: Any) -> bool:
    """Put a message into a queue; False where there is none of that ARN: S3 then drops the event."""
    _, _, _, region, account, name = arn.split(":", 5)
    queues = sqs_backends[account]
    if region not in queues or name not in queues[region].queues:
        return False
    queues[region].send_message(queue_name=name, message_body=json.dumps(body))
    return True


def publish(arn: str, body: Any, subject: str) -> bool:
    """Publish to a topic and so to its subscriptions; False where there is none of that ARN."""
    _, _, _, region, account, _ = arn.split(":", 5)
    topics = sns_backends[account]
    if region not in topics or arn not in topics[region].topics:
        return False
    topics[region].publish(json.dumps(body), arn=arn, subject=subject)
    return True


def send_to_function(arn: str, body: Any) -> None:
    """Invoke a function; moto swallows what goes wrong with it, as S3's asynchronous call does."""
    notifications._invoke_awslambda(arn.split(":")[4], body, arn, arn.split(":")[3])


def send_to_event_bridge(bucket: str, key: str, version_id: str, event: str) -> None:
    """An ordinary event of one version to the account's event buses, where the bucket has EventBridge switched on."""
    found = find_bucket(bucket)
    stored = found.keys.find(key, version_id) if found is not None else None
    configuration = found.notification_configuration if found is not None else None
    if found is None or not isinstance(stored, LocalKey) or configuration is None or configuration.event_bridge is None:
        return
    notifications._send_event_bridge_message(found.account_id, found, event, stored)
