"""S3 takes a notification configuration only for receivers that it may send to."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.exceptions import ClientError

from tests.local.conftest import Aws, policy, unique

CASES = yaml.safe_load(Path(__file__).with_name("receivers.yaml").read_text())
ACTIONS = {"queue": "sqs:SendMessage", "topic": "sns:Publish"}


@pytest.fixture(scope="module")
def bucket(aws: Aws, name: Callable[[str], str]) -> str:
    """A bucket of us-east-1."""
    found = name("notifies")
    aws.client("s3").create_bucket(Bucket=found)
    return found


def receiver_policy(kind: str, action: str, arn: str, bucket: str) -> str:
    """A receiver's policy by the name that a row gives it."""
    allow: dict[str, Any] = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": action, "Resource": arn}
    statements = {
        "service": [{**allow, "Condition": {"StringEquals": {"aws:SourceAccount": "111111111111"}}}],
        "everybody": [{**allow, "Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"}}}],
        "sns": [{**allow, "Principal": {"Service": "sns.amazonaws.com"}}],
        "other": [{**allow, "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::another"}}}],
        "stranger": [{**allow, "Condition": {"StringEquals": {"aws:SourceAccount": "333333333333"}}}],
        "denied": [allow, {**allow, "Effect": "Deny", "Principal": "*"}],
    }
    return policy(*statements[kind])


def key(aws: Aws, usable: bool) -> str:
    """A KMS key whose policy lets S3 use it, or not."""
    root = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "kms:*", "Resource": "*"}
    s3 = {**root, "Principal": {"Service": "s3.amazonaws.com"}, "Action": ["kms:GenerateDataKey", "kms:Decrypt"]}
    arn: str = aws.client("kms").create_key(Policy=policy(*([root, s3] if usable else [root])))["KeyMetadata"]["Arn"]
    return arn


def made(aws: Aws, case: dict[str, Any], bucket: str) -> str:
    """The ARN of the row's receiver."""
    if "make" not in case:
        return str(case["arn"])
    kind, attributes = case["make"], dict(case.get("attributes", {}))
    client = aws.client("sqs" if kind == "queue" else "sns", case.get("account", "111111111111"), case.get("region", "us-east-1"))
    if "key" in case:
        attributes["KmsMasterKeyId"] = key(aws, case["key"])
    name = unique("receiver") + case.get("suffix", "")
    if kind == "topic":
        arn = client.create_topic(Name=name)["TopicArn"]
    else:
        url = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    if "policy" in case:
        document = receiver_policy(case["policy"], ACTIONS[kind], arn, bucket)
        if kind == "topic":
            client.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=document)
        else:
            client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
    return str(arn)


def put(aws: Aws, bucket: str, kind: str, *arns: str, **more: Any) -> dict[str, Any] | None:
    """The error of a configuration with these receivers; None where it is taken."""
    member = {"Queue": "QueueConfigurations", "Topic": "TopicConfigurations", "CloudFunction": "LambdaFunctionConfigurations"}[kind]
    field = "LambdaFunctionArn" if kind == "CloudFunction" else f"{kind}Arn"
    entries = [{field: arn, "Events": ["s3:Replication:OperationFailedReplication"]} for arn in arns]
    try:
        aws.client("s3").put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={member: entries}, **more)
    except ClientError as error:
        return {name: value for name, value in error.response["Error"].items() if name not in {"Resource", "RequestId", "HostId"}}
    return None


def kind_of(arn: str, case: dict[str, Any]) -> str:
    """The element that names the receiver."""
    return str(case.get("as") or {"sqs": "Queue", "sns": "Topic", "lambda": "CloudFunction"}[arn.split(":")[2]])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_receiver_is_validated(case: dict[str, Any], aws: Aws, bucket: str) -> None:
    arn = made(aws, case, bucket)
    wanted: dict[str, Any] | None = {"Code": "InvalidArgument", "Message": case.get("message")}
    if "names" in case:
        wanted = {**(wanted or {}), "ArgumentName": case["names"], "ArgumentValue": arn}
    elif "message" not in case and case["argument"] is None:
        wanted = None
    elif "message" not in case:
        shown = f"{arn}, null" if ":lambda:" in arn else arn
        wanted = {"Code": "InvalidArgument", "Message": "Unable to validate the following destination configurations",
                  "ArgumentName1": shown, "ArgumentValue1": case["argument"].replace("{arn}", arn)}  # fmt: skip
    assert put(aws, bucket, kind_of(arn, case), arn) == wanted


def test_every_receiver_that_fails_is_named(aws: Aws, bucket: str) -> None:
    arns = [f"arn:aws:sqs:us-east-1:111111111111:my-queue{end}" for end in ("", "-2")]
    found = put(aws, bucket, "Queue", *arns)
    assert found is not None
    assert [found[f"Argument{part}{number}"] for number in (1, 2) for part in ("Name", "Value")] == [
        arns[0], "The destination queue does not exist", arns[1], "The destination queue does not exist",
    ]  # fmt: skip


def test_a_request_may_skip_the_validation_but_for_the_arn(aws: Aws, bucket: str) -> None:
    assert put(aws, bucket, "Queue", "arn:aws:sqs:us-east-1:111111111111:nowhere", SkipDestinationValidation=True) is None
    assert put(aws, bucket, "Queue", "invalid-queue", SkipDestinationValidation=True) is not None


def test_a_refused_configuration_leaves_the_old_one(aws: Aws, bucket: str) -> None:
    s3 = aws.client("s3")
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    assert put(aws, bucket, "Queue", "arn:aws:sqs:us-east-1:111111111111:nowhere") is not None
    assert "EventBridgeConfiguration" in s3.get_bucket_notification_configuration(Bucket=bucket)


@pytest.mark.parametrize("account", ["111111111111", "222222222222"])
def test_a_queue_that_is_taken_gets_one_test_message(aws: Aws, bucket: str, account: str) -> None:
    arn = made(aws, {"make": "queue", "policy": "service", "account": account}, bucket)
    assert put(aws, bucket, "Queue", arn) is None
    sqs = aws.client("sqs", account)
    url = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [json.loads(message["Body"])["Event"] for message in messages] == ["s3:TestEvent"]
