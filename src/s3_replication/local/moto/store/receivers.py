"""Whether a queue, topic or function takes a bucket's events (User Guide, "Granting permissions to publish event notifications to a
destination"). The words are AWS's, recorded in LocalStack's tests of notifications."""

import json
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.core.exceptions import JsonRESTError
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from s3_replication.core import KEY_ACTIONS, send_action, service_may_send
from s3_replication.iam import Arn, Policy, PolicyError, Verdict
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.kms_keys import find_key

__all__ = ["obstacle"]

_DENIED = "Permissions on the destination {} do not allow S3 to publish notifications from this bucket"


def obstacle(bucket: LocalBucket, arn: str) -> str | None:
    """What keeps S3 from sending the bucket's events to the ARN; None where nothing does, or where a policy cannot be read."""
    receiver = Arn.parse(arn)
    service, region, account, name = receiver.service, receiver.region, receiver.account, receiver.resource
    if service == "lambda":
        policy = _function_policy(region, account, arn)
        may = policy is not None and _allows(bucket, policy, send_action(arn), arn)
        return None if may else f"Not authorized to invoke function [{arn}]"
    kind = "queue" if service == "sqs" else "topic"
    found = _queue(region, account, name) if service == "sqs" else _topic(region, account, arn)
    if found is None:
        return f"The destination {kind} does not exist"
    if name.endswith(".fifo"):
        return f"The destination {kind} is a FIFO {kind}"
    may = found.policy is not None and _allows(bucket, found.policy, send_action(arn), arn)
    return None if may and _may_encrypt(bucket, found.kms_master_key_id, account) else _DENIED.format(kind)


def _queue(region: str, account: str, name: str) -> Any:
    return sqs_backends[account][region].queues.get(name)


def _topic(region: str, account: str, arn: str) -> Any:
    return sns_backends[account][region].topics.get(arn)


def _function_policy(region: str, account: str, arn: str) -> str | None:
    try:
        statements = lambda_backends[account][region].get_function(arn).policy.statements
    except JsonRESTError:
        return None
    return json.dumps({"Version": "2012-10-17", "Statement": statements}) if statements else None


def _may_encrypt(bucket: LocalBucket, key_id: str | None, account: str) -> bool:
    """An encrypted receiver's key must let S3 use it; the policies of AWS managed keys never do."""
    if not key_id:
        return True
    key = find_key(key_id, account, bucket.region_name)
    return key is not None and all(_allows(bucket, key.policy, action, key.arn) for action in KEY_ACTIONS)


def _allows(bucket: LocalBucket, document: str, action: str, resource: str) -> bool:
    try:
        policy = Policy.parse(document, "policy of the receiver")
    except PolicyError:
        return True
    return service_may_send(policy, action, resource, str(bucket.arn), bucket.account_id) is not Verdict.DENY
