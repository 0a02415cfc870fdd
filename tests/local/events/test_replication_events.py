"""Failure and threshold events seen through SQS and SNS (facts 4.30 to 4.41)."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.local.conftest import Pair, policy, unique

Make = Callable[..., Any]
METRICS = {"Destination": {"Metrics": {"Status": "Enabled"}}}
RTC = {
    "Destination": {
        "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
        "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
    }
}


@dataclass
class Mailbox:
    """A queue that a bucket's events go to, straight or through a topic."""

    sqs: Any
    url: str
    arn: str

    def read(self, wanted: int = 1) -> list[dict[str, Any]]:
        """The records that arrive, after waiting for as many as wanted; S3's test message is left out."""
        found: list[dict[str, Any]] = []
        for _ in range(100):
            for message in self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", []):
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
                body = json.loads(message["Body"])
                found += body.get("Records", [])
            if len(found) >= wanted:
                break
            time.sleep(0.02)
        return found

    def is_empty(self) -> bool:
        return self.read(0) == []


@pytest.fixture
def mailbox(aws: Any) -> Mailbox:
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName=unique("events"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": admits_s3("sqs:SendMessage", arn)})
    return Mailbox(sqs, url, arn)


def admits_s3(action: str, arn: str) -> str:
    return policy({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": action, "Resource": arn})


def notify(pair: Pair, mailbox: Mailbox, *events: str, **more: Any) -> None:
    entry = {"Id": "failures", "QueueArn": mailbox.arn, "Events": list(events or ("s3:Replication:OperationFailedReplication",)), **more}
    pair.at_source.put_bucket_notification_configuration(Bucket=pair.source, NotificationConfiguration={"QueueConfigurations": [entry]})


def broken(pair: Pair) -> Pair:
    pair.admit(without=("s3:ReplicateObject",))
    return pair


def test_failure_event_has_the_shape_of_s3(make_pair: Make, mailbox: Mailbox) -> None:  # 4.37, 4.38
    pair = broken(make_pair())
    pair.configure(METRICS)
    notify(pair, mailbox)
    version = pair.put("folder/ü c+d", b"12345")
    record = mailbox.read()[0]
    assert {name: record[name] for name in ("eventVersion", "eventSource", "awsRegion", "eventName")} == {
        "eventVersion": "2.6", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventName": "Replication:OperationFailedReplication",
    }  # fmt: skip
    assert record["userIdentity"] == {"principalId": "s3.amazonaws.com"}
    assert record["requestParameters"] == {"sourceIPAddress": "s3.amazonaws.com"}
    s3, head = record["s3"], pair.head("folder/ü c+d")
    assert (s3["configurationId"], s3["bucket"]["name"], s3["bucket"]["arn"]) == ("failures", pair.source, f"arn:aws:s3:::{pair.source}")
    assert (s3["object"]["key"], s3["object"]["size"]) == ("folder/%C3%BC+c%2Bd", 5)
    assert (s3["object"]["versionId"], s3["object"]["eTag"]) == (version, head["ETag"].strip('"'))
    assert int(s3["object"]["sequencer"], 16) > 0
    data = record["replicationEventData"]
    assert data.pop("requestTime").startswith(head["LastModified"].strftime("%Y-%m-%dT%H:%M:%S"))
    assert data == {
        "replicationRuleId": "rule-1", "destinationBucket": f"arn:aws:s3:::{pair.destination}", "s3Operation": "OBJECT_PUT",
        "failureReason": "DstPutObjectNotPermitted",
    }  # fmt: skip


def test_topic_gets_the_same_event(make_pair: Make, mailbox: Mailbox, aws: Any) -> None:  # 4.35
    pair = broken(make_pair())
    pair.configure(METRICS)
    sns = aws.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=admits_s3("sns:Publish", topic))
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=mailbox.arn, Attributes={"RawMessageDelivery": "true"})
    entry = {"TopicArn": topic, "Events": ["s3:Replication:*"]}
    pair.at_source.put_bucket_notification_configuration(Bucket=pair.source, NotificationConfiguration={"TopicConfigurations": [entry]})
    pair.put("a")
    assert [record["eventName"] for record in mailbox.read()] == ["Replication:OperationFailedReplication"]


def test_rule_without_metrics_tells_nothing(make_pair: Make, mailbox: Mailbox) -> None:  # 4.31, 4.34
    pair = broken(make_pair())
    notify(pair, mailbox, "s3:Replication:*")
    pair.put("a")
    assert pair.head("a")["ReplicationStatus"] == "FAILED"
    assert mailbox.is_empty()


def test_success_tells_nothing(make_pair: Make, mailbox: Mailbox) -> None:  # 4.36
    pair = make_pair()
    pair.configure(RTC)
    notify(pair, mailbox, "s3:Replication:*")
    pair.put("a")
    assert pair.head("a")["ReplicationStatus"] == "COMPLETED"
    assert mailbox.is_empty()


def test_tags_that_fail_alone_tell_nothing(make_pair: Make, mailbox: Mailbox) -> None:  # 4.16, 4.17
    pair = make_pair()
    pair.allow(without=("s3:GetObjectVersionTagging",))
    pair.configure(METRICS)
    notify(pair, mailbox)
    pair.put("a", Tagging="team=a")
    assert pair.head("a")["ReplicationStatus"] == "FAILED"
    assert pair.replica("a")["ReplicationStatus"] == "REPLICA"
    assert mailbox.is_empty()


@pytest.mark.parametrize(
    ("filters", "key", "arrives"),
    [
        ([("prefix", "logs/")], "logs/a.txt", True),
        ([("prefix", "logs/")], "other/a.txt", False),
        ([("suffix", ".jpg")], "a.jpg", True),
        ([("suffix", ".jpg")], "a.txt", False),
        ([("prefix", "in/"), ("suffix", ".jpg")], "in/a.jpg", True),
        ([("prefix", "in/"), ("suffix", ".jpg")], "in/a.txt", False),
    ],
    ids=["prefix-fits", "prefix-differs", "suffix-fits", "suffix-differs", "both-fit", "one-of-both-differs"],
)
def test_filters_of_the_notification(make_pair: Make, mailbox: Mailbox, filters: list[tuple[str, str]], key: str, arrives: bool) -> None:
    pair = broken(make_pair())
    pair.configure(METRICS)
    rules = [{"Name": name, "Value": value} for name, value in filters]
    notify(pair, mailbox, Filter={"Key": {"FilterRules": rules}})
    pair.put(key)
    assert [record["s3"]["object"]["key"] for record in mailbox.read(int(arrives))] == ([key] if arrives else [])


def test_marker_and_tag_changes_name_their_operation(make_pair: Make, mailbox: Mailbox) -> None:  # 4.39
    pair = make_pair()
    pair.configure(METRICS)
    notify(pair, mailbox)
    pair.admit(without=("s3:ReplicateDelete",))
    pair.at_source.delete_object(Bucket=pair.source, Key="a")
    pair.settle()
    record = mailbox.read()[0]
    assert (record["replicationEventData"]["s3Operation"], record["replicationEventData"]["failureReason"]) == (
        "DELETE_MARKER_PUT", "DstDelObjNotPermitted",
    )  # fmt: skip
    assert "size" not in record["s3"]["object"]


def test_two_failing_destinations_give_two_events(make_pair: Make, mailbox: Mailbox) -> None:  # 4.41
    pair, other = broken(make_pair()), make_pair()
    elsewhere = {"Bucket": f"arn:aws:s3:::{other.destination}", "Metrics": {"Status": "Enabled"}}
    pair.configure({**METRICS, "ID": "one"}, {"ID": "two", "Destination": elsewhere})
    notify(pair, mailbox)
    pair.put("a")
    assert {record["replicationEventData"]["replicationRuleId"] for record in mailbox.read(2)} == {"one", "two"}


def test_event_bridge_hears_nothing_of_failures(make_pair: Make, mailbox: Mailbox, aws: Any) -> None:  # 4.35
    pair = broken(make_pair())
    pair.configure(METRICS)
    events = aws.client("events")
    rule = unique("all")
    events.put_rule(Name=rule, EventPattern=json.dumps({"source": ["aws.s3"], "detail": {"bucket": {"name": [pair.source]}}}))
    events.put_targets(Rule=rule, Targets=[{"Id": "queue", "Arn": mailbox.arn}])
    pair.at_source.put_bucket_notification_configuration(Bucket=pair.source, NotificationConfiguration={"EventBridgeConfiguration": {}})
    pair.put("a")
    kinds = set()
    for message in mailbox.sqs.receive_message(QueueUrl=mailbox.url, MaxNumberOfMessages=10).get("Messages", []):
        kinds.add(json.loads(message["Body"])["detail-type"])
    assert kinds == {"Object Created"}


def test_missed_threshold_and_late_arrival(make_pair: Make, mailbox: Mailbox) -> None:  # 4.32
    pair = make_pair()
    pair.configure(RTC)
    notify(pair, mailbox, "s3:Replication:*")
    with pair.failing() as control:
        pair.at_source.put_object(Bucket=pair.source, Key="slow", Body=b"x")
        control.advance(14 * 60)
        assert mailbox.is_empty()
        control.advance(2 * 60)
        missed = mailbox.read()
        control.advance(60)
        assert mailbox.is_empty()
    pair.settle()
    late = mailbox.read()
    assert [record["eventName"] for record in missed + late] == [
        "Replication:OperationMissedThreshold", "Replication:OperationReplicatedAfterThreshold",
    ]  # fmt: skip
    assert missed[0]["replicationEventData"]["threshold"] == "15"
    assert "failureReason" not in missed[0]["replicationEventData"]
    assert int(late[0]["replicationEventData"]["replicationTime"]) >= 16 * 60
    assert pair.head("slow")["ReplicationStatus"] == "COMPLETED"  # 4.78


def test_threshold_events_need_rtc(make_pair: Make, mailbox: Mailbox) -> None:  # 4.32
    pair = make_pair()
    pair.configure(METRICS)
    notify(pair, mailbox, "s3:Replication:*")
    with pair.failing() as control:
        pair.at_source.put_object(Bucket=pair.source, Key="slow", Body=b"x")
        control.advance(20 * 60)
    pair.settle()
    assert mailbox.is_empty()


def test_arrival_is_an_ordinary_event_in_the_destination(make_pair: Make, aws: Any) -> None:  # 4.40
    pair = make_pair()
    sqs = aws.client("sqs", pair.destination_account, "eu-west-1")
    url = sqs.create_queue(QueueName=unique("arrivals"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": admits_s3("sqs:SendMessage", arn)})
    entry = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*"]}
    pair.at_destination.put_bucket_notification_configuration(
        Bucket=pair.destination, NotificationConfiguration={"QueueConfigurations": [entry]}
    )
    version = pair.put("a")
    pair.at_source.put_object_tagging(Bucket=pair.source, Key="a", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    pair.at_source.delete_object(Bucket=pair.source, Key="a")
    pair.settle()
    records = Mailbox(sqs, url, arn).read(3)
    assert {record["eventName"] for record in records} == {"ObjectCreated:Put", "ObjectTagging:Put", "ObjectRemoved:DeleteMarkerCreated"}
    created = next(record for record in records if record["eventName"] == "ObjectCreated:Put")
    assert (created["s3"]["object"]["versionId"], created["awsRegion"]) == (version, "eu-west-1")
    assert created["userIdentity"]["principalId"] == f"AWS:{pair.role}:s3-replication"


@pytest.mark.parametrize("arn", ["arn:aws:sqs:us-east-1:111111111111:no-such-queue", "arn:aws:sqs:us-east-1:999999999999:queue"])
def test_target_that_is_not_there_holds_nothing_up(make_pair: Make, mailbox: Mailbox, arn: str) -> None:
    pair = broken(make_pair())
    pair.configure(METRICS)
    events = ["s3:Replication:OperationFailedReplication"]
    entries = [
        {"Id": name, "QueueArn": queue, "Events": events, "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": f"{name}/"}]}}}
        for name, queue in (("lost", arn), ("kept", mailbox.arn))
    ]
    configuration = {"QueueConfigurations": entries}
    pair.at_source.put_bucket_notification_configuration(
        Bucket=pair.source, NotificationConfiguration=configuration, SkipDestinationValidation=True
    )
    pair.put("lost/a")
    pair.put("kept/b")
    assert [record["s3"]["object"]["key"] for record in mailbox.read()] == ["kept/b"]


def test_ordinary_events_carry_version_and_the_same_sequencer(make_pair: Make, mailbox: Mailbox) -> None:  # 4.37
    pair = broken(make_pair())
    pair.configure(METRICS)
    notify(pair, mailbox, "s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:Replication:*")
    version = pair.put("folder/a")
    marker = pair.at_source.delete_object(Bucket=pair.source, Key="folder/a")["VersionId"]
    pair.at_source.delete_object(Bucket=pair.source, Key="folder/a", VersionId=version)
    pair.settle()
    records = mailbox.read(4)
    found = {(record["eventName"], record["s3"]["object"]["versionId"]): record["s3"]["object"] for record in records}
    assert set(found) == {
        ("ObjectCreated:Put", version), ("Replication:OperationFailedReplication", version),
        ("ObjectRemoved:DeleteMarkerCreated", marker), ("ObjectRemoved:Delete", version),
    }  # fmt: skip
    assert found["ObjectCreated:Put", version]["key"] == "folder/a"
    put, failed = found["ObjectCreated:Put", version], found["Replication:OperationFailedReplication", version]
    assert put["sequencer"] == failed["sequencer"]
