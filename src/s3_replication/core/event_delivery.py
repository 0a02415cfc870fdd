"""Whether S3 may send a bucket's events to a queue, topic or function.

The source is the User Guide, "Granting permissions to publish event notification messages to a destination".
"""

from enum import StrEnum
from typing import Final

from s3_replication.core.bucket_settings import EventReceiver
from s3_replication.core.model import Key
from s3_replication.iam import UNKNOWN, Arn, Policies, Policy, Principal, PrincipalKind, Request, Unknown, Verdict, evaluate

__all__ = ["KEY_ACTIONS", "EventObstacle", "event_obstacle", "send_action", "service_may_send"]

_S3: Final = Principal(PrincipalKind.SERVICE, "s3.amazonaws.com", "")
_ACTIONS: Final = {"sns": "sns:Publish", "sqs": "sqs:SendMessage", "lambda": "lambda:InvokeFunction"}
KEY_ACTIONS: Final = ("kms:GenerateDataKey", "kms:Decrypt")
"""What S3 needs on the KMS key that encrypts a receiver's messages."""


class EventObstacle(StrEnum):
    """What keeps events from a receiver."""

    MISSING = "it does not exist"
    POLICY = "its policy does not allow S3 to send"
    KEY = "the policy of its KMS key does not allow S3"


def send_action(receiver_arn: str) -> str:
    """The action with which S3 sends to a receiver of this ARN."""
    return _ACTIONS[Arn.parse(receiver_arn).service]


def service_may_send(policy: Policy | Unknown | None, action: str, resource: str, bucket_arn: str, account: str) -> Verdict:
    """Whether a policy allows S3 the action for events of the bucket, whose account is `account`."""
    context = {"aws:sourcearn": (bucket_arn,), "aws:sourceaccount": (account,), "aws:securetransport": ("true",)}
    return evaluate(Request(_S3, action, resource, Arn.parse(resource).account, context), Policies(resource=policy)).verdict


def event_obstacle(receiver: EventReceiver, key: Key | None, bucket_arn: str, account: str) -> EventObstacle | Unknown | None:
    """What keeps the bucket's events from the receiver; `key` is the key that encrypts its messages, None where nobody read it."""
    if receiver.exists is not True:
        return UNKNOWN if isinstance(receiver.exists, Unknown) else EventObstacle.MISSING
    verdicts = [service_may_send(receiver.policy, send_action(receiver.arn), receiver.arn, bucket_arn, account)]
    if verdicts[0] is Verdict.DENY:
        return EventObstacle.POLICY
    if key is not None:
        verdicts += [service_may_send(key.policy, action, key.arn, bucket_arn, account) for action in KEY_ACTIONS]
        if Verdict.DENY in verdicts:
            return EventObstacle.KEY
    return UNKNOWN if Verdict.UNKNOWN in verdicts or (receiver.key is not None and key is None) else None
