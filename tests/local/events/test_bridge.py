"""EventBridge gets S3's own messages about every change, deletions and replicas included."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.local.conftest import Aws, Pair, unique

CASES = yaml.safe_load(Path(__file__).with_name("bridge.yaml").read_text())
KEY = "folder/ü c+d"
Make = Callable[..., Pair]


@dataclass
class Bus:
    """A queue behind a rule of the account's default bus that takes everything of one bucket."""

    sqs: Any
    url: str

    def read(self, wanted: int) -> list[dict[str, Any]]:
        """The messages that come, after waiting for as many as wanted."""
        found: list[dict[str, Any]] = []
        for _ in range(100):
            for message in self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", []):
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"]))
            if len(found) >= wanted:
                break
            time.sleep(0.02)
        return found


def bus_of(aws: Aws, bucket: str, account: str, region: str) -> Bus:
    """Switch EventBridge on for a bucket, and listen."""
    sqs, events = aws.client("sqs", account, region), aws.client("events", account, region)
    url = sqs.create_queue(QueueName=unique("bus"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rule = unique("rule")
    events.put_rule(Name=rule, EventPattern=json.dumps({"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}))
    events.put_targets(Rule=rule, Targets=[{"Id": "queue", "Arn": arn}])
    s3 = aws.client("s3", account, region)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    return Bus(sqs, url)


@pytest.fixture(scope="module")
def bucket(aws: Aws) -> str:
    """A versioned bucket with ACLs."""
    name = unique("bus")
    aws.client("s3").create_bucket(Bucket=name, ObjectOwnership="ObjectWriter")
    aws.client("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


@pytest.fixture(scope="module")
def bus(aws: Aws, bucket: str) -> Bus:
    """The bucket's bus."""
    return bus_of(aws, bucket, "111111111111", "us-east-1")


def do(s3: Any, bucket: str, what: str) -> str:
    """Make the change; the version that it is about."""
    where = {"Bucket": bucket, "Key": KEY}
    if what == "copy":
        return str(s3.copy_object(**where, CopySource={"Bucket": bucket, "Key": "source"})["VersionId"])
    if what == "multipart":
        upload = s3.create_multipart_upload(**where)["UploadId"]
        part = {"PartNumber": 1, "ETag": s3.upload_part(**where, UploadId=upload, PartNumber=1, Body=b"12345")["ETag"]}
        return str(s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": [part]})["VersionId"])
    if what == "marker":
        return str(s3.delete_object(**where)["VersionId"])
    version = str(s3.delete_object(**where)["VersionId"] if what == "delete_marker" else s3.put_object(**where, Body=b"12345")["VersionId"])
    calls: dict[str, Callable[[], Any]] = {
        "put": lambda: None,
        "delete": lambda: s3.delete_object(**where, VersionId=version),
        "delete_marker": lambda: s3.delete_object(**where, VersionId=version),
        "delete_many": lambda: s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": KEY, "VersionId": version}]}),
        "tag": lambda: s3.put_object_tagging(**where, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}),
        "untag": lambda: s3.delete_object_tagging(**where),
        "acl": lambda: s3.put_object_acl(**where, ACL="public-read"),
    }
    calls[what]()
    return version


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_change_is_told_as_s3_tells_it(case: dict[str, Any], aws: Aws, bucket: str, bus: Bus) -> None:
    s3 = aws.client("s3")
    s3.put_object(Bucket=bucket, Key="source", Body=b"12345")
    bus.read(1)
    first = 0 if case["do"] in {"put", "copy", "multipart", "marker"} else 1
    version = do(s3, bucket, case["do"])
    messages = bus.read(first + 1)
    assert len(messages) == first + 1
    message = messages[-1]
    detail = message["detail"]
    assert (message["detail-type"], detail.get("reason"), detail.get("deletion-type")) == (
        case["type"], case.get("reason"), case.get("deletion"),
    )  # fmt: skip
    assert sorted(detail["object"]) == case["members"]
    assert (detail["object"]["key"], detail["object"]["version-id"]) == (KEY, version)
    assert (message["source"], message["account"], message["region"]) == ("aws.s3", "111111111111", "us-east-1")
    assert (message["resources"], detail["bucket"]) == ([f"arn:aws:s3:::{bucket}"], {"name": bucket})
    assert (detail["version"], detail["requester"], detail["source-ip-address"]) == ("0", "111111111111", "127.0.0.1")
    assert message["time"].endswith("Z")
    assert "." not in message["time"]


def test_messages_have_ids_and_sequencers_of_their_own(aws: Aws, bucket: str, bus: Bus) -> None:
    for _ in range(2):
        aws.client("s3").put_object(Bucket=bucket, Key="twice", Body=b"x")
    messages = bus.read(2)
    assert len({message["id"] for message in messages}) == 2
    assert len({message["detail"]["object"]["sequencer"] for message in messages}) == 2


def test_arrivals_are_told_at_the_destination(make_pair: Make, aws: Aws) -> None:
    pair = make_pair()
    bus = bus_of(aws, pair.destination, pair.destination_account, pair.destination_region)
    pair.put("a")
    pair.at_source.delete_object(Bucket=pair.source, Key="a")
    pair.settle()
    messages = bus.read(2)
    assert [(message["detail-type"], message["detail"]["reason"], message["detail"].get("deletion-type")) for message in messages] == [
        ("Object Created", "PutObject", None), ("Object Deleted", "DeleteObject", "Delete Marker Created"),
    ]  # fmt: skip
    assert {message["detail"]["requester"] for message in messages} == {pair.source_account}
    assert {message["account"] for message in messages} == {pair.destination_account}


def test_a_target_that_is_not_there_changes_no_write(aws: Aws, bucket: str, bus: Bus) -> None:
    rule = unique("lost")
    aws.client("events").put_rule(Name=rule, EventPattern=json.dumps({"source": ["aws.s3"]}))
    aws.client("events").put_targets(Rule=rule, Targets=[{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:111111111111:no-such-queue"}])
    assert aws.client("s3").put_object(Bucket=bucket, Key="kept", Body=b"x")["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert len(bus.read(1)) == 1


def test_a_restore_is_told_twice(aws: Aws, bucket: str, bus: Bus) -> None:
    s3 = aws.client("s3")
    version = s3.put_object(Bucket=bucket, Key="cold", Body=b"12345", StorageClass="GLACIER")["VersionId"]
    s3.restore_object(Bucket=bucket, Key="cold", RestoreRequest={"Days": 2})
    messages = bus.read(3)[-2:]
    assert [message["detail-type"] for message in messages] == ["Object Restore Initiated", "Object Restore Completed"]
    first, second = (message["detail"] for message in messages)
    assert first["source-storage-class"] == second["source-storage-class"] == "GLACIER"
    assert (first["requester"], first["source-ip-address"]) == ("111111111111", "127.0.0.1")
    assert second["requester"] == "s3.amazonaws.com"
    assert not {"source-ip-address", "reason"} & set(second)
    assert second["object"] == {"key": "cold", "size": 5, "etag": "827ccb0eea8a706c4c34a16891f84e7b", "version-id": version}
    end = datetime.strptime(second["restore-expiry-time"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=1, hours=23) < end - datetime.now(UTC) < timedelta(days=2, hours=1)


def test_a_transition_is_told_with_the_new_class(aws: Aws) -> None:
    name, s3 = unique("moved"), aws.client("s3")
    s3.create_bucket(Bucket=name)
    rule = {"ID": "old", "Status": "Enabled", "Filter": {}, "Transitions": [{"Date": "2020-01-01T00:00:00Z", "StorageClass": "GLACIER"}]}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    s3.put_object(Bucket=name, Key="k", Body=b"x" * 200_000)
    bus = bus_of(aws, name, "111111111111", "us-east-1")
    aws.control.run_lifecycle(name)
    (message,) = bus.read(1)
    detail = message["detail"]
    assert (message["detail-type"], detail["destination-storage-class"]) == ("Object Storage Class Changed", "GLACIER")
    assert (detail["requester"], sorted(detail["object"])) == ("s3.amazonaws.com", ["etag", "key", "size"])
    assert not {"reason", "deletion-type", "source-ip-address"} & set(detail)
