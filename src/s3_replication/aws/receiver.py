"""A topic, queue or function that gets events or alarms: its policy, its key, and who gets its messages."""

from collections.abc import Mapping
from typing import Any

from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import EventReceiver
from s3_replication.iam import UNKNOWN, Arn, Policy, Unknown

__all__ = ["read_receiver"]


def read_receiver(connection: Connection, arn: str) -> EventReceiver | None:
    """The receiver with this ARN; None for a service that this package does not read. What may not be read is UNKNOWN."""
    parsed = Arn.parse(arn)
    readers = {"sns": _topic, "sqs": _queue, "lambda": _function}
    read = readers.get(parsed.service)
    return read(connection, arn, parsed) if read is not None else None


def _topic(connection: Connection, arn: str, parsed: Arn) -> EventReceiver:
    sns = connection.sns(parsed.region)
    found = ask("GetTopicAttributes", arn, lambda: sns.get_topic_attributes(TopicArn=arn)["Attributes"])
    if found is None:
        return EventReceiver(arn, exists=False, policy=None)
    if isinstance(found, Unknown):
        return EventReceiver(arn, exists=UNKNOWN, subscriptions=UNKNOWN)
    confirmed = int(found.get("SubscriptionsConfirmed", 0))
    return EventReceiver(arn, True, _policy(found, f"policy of topic {arn}"), found.get("KmsMasterKeyId") or None, confirmed)


def _queue(connection: Connection, arn: str, parsed: Arn) -> EventReceiver:
    sqs = connection.sqs(parsed.region)
    url = ask("GetQueueUrl", arn, lambda: sqs.get_queue_url(QueueName=parsed.resource, QueueOwnerAWSAccountId=parsed.account)["QueueUrl"])
    if url is None:
        return EventReceiver(arn, exists=False, policy=None)
    if isinstance(url, Unknown):
        return EventReceiver(arn, exists=UNKNOWN)
    address = url
    names: Any = ["Policy", "KmsMasterKeyId"]
    found = ask("GetQueueAttributes", arn, lambda: sqs.get_queue_attributes(QueueUrl=address, AttributeNames=names))
    if found is None or isinstance(found, Unknown):
        return EventReceiver(arn, exists=True)
    attributes = {str(name): value for name, value in found.get("Attributes", {}).items()}
    return EventReceiver(arn, True, _policy(attributes, f"policy of queue {arn}"), attributes.get("KmsMasterKeyId") or None)


def _function(connection: Connection, arn: str, parsed: Arn) -> EventReceiver:
    """A function without a policy and a function that does not exist give the same answer; either way S3 may not invoke it."""
    client = connection.functions(parsed.region)
    found = ask("GetPolicy", arn, lambda: client.get_policy(FunctionName=arn)["Policy"])
    if isinstance(found, Unknown):
        return EventReceiver(arn, exists=UNKNOWN)
    return EventReceiver(arn, True, Policy.read(found, f"policy of function {arn}") if found else None)


def _policy(attributes: Mapping[str, str], name: str) -> Policy | None:
    return Policy.read(attributes["Policy"], name) if attributes.get("Policy") else None
