"""Alarms on replication's metrics change state and tell SNS, by fault injection."""

import json
from collections.abc import Callable
from typing import Any

from tests.local.conftest import Pair, unique

Make = Callable[..., Any]
METRICS = {"Destination": {"Metrics": {"Status": "Enabled"}}}


def alarm(pair: Pair, metric: str, region: str, statistic: str = "Sum", **more: Any) -> str:
    name = unique("alarm")
    dimensions = {"SourceBucket": pair.source, "DestinationBucket": pair.destination, "RuleId": "rule-1"}
    pair.aws.client("cloudwatch", pair.source_account, region).put_metric_alarm(**{
        "AlarmName": name, "Namespace": "AWS/S3", "MetricName": metric, "Statistic": statistic, "Period": 60, "EvaluationPeriods": 1,
        "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching",
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()], **more,
    })  # fmt: skip
    return name


def state(pair: Pair, name: str, region: str = "us-east-1") -> str:
    pair.aws.control.evaluate_alarms()
    found = pair.aws.client("cloudwatch", pair.source_account, region).describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return str(found[0]["StateValue"])


def test_failed_operation_raises_the_alarm_and_calm_ends_it(make_pair: Make) -> None:
    pair = make_pair()
    pair.configure(METRICS)
    name = alarm(pair, "OperationsFailedReplication", "us-east-1")
    pair.put("good")
    assert state(pair, name) == "OK"
    pair.admit(without=("s3:ReplicateObject",))
    pair.put("bad")
    assert state(pair, name) == "ALARM"
    pair.aws.control.advance(600)
    assert state(pair, name) == "OK"


def test_alarm_in_the_wrong_region_sees_nothing(make_pair: Make) -> None:  # 4.64
    pair = make_pair()
    pair.configure(METRICS)
    name = alarm(pair, "OperationsFailedReplication", "eu-west-1", TreatMissingData="missing")
    pair.admit(without=("s3:ReplicateObject",))
    pair.put("bad")
    assert state(pair, name, "eu-west-1") == "INSUFFICIENT_DATA"


def test_latency_alarm_in_the_destination_region(make_pair: Make) -> None:  # 4.61
    pair = make_pair()
    pair.configure(METRICS)
    name = alarm(pair, "ReplicationLatency", "eu-west-1", "Maximum", Threshold=900)
    with pair.failing() as control:
        pair.at_source.put_object(Bucket=pair.source, Key="slow", Body=b"x")
        assert state(pair, name, "eu-west-1") == "OK"
        control.advance(1200)
        assert state(pair, name, "eu-west-1") == "ALARM"
    pair.settle()


def test_change_of_state_is_published(make_pair: Make) -> None:
    pair = make_pair()
    pair.configure(METRICS)
    sqs, sns = pair.aws.client("sqs"), pair.aws.client("sns")
    url = sqs.create_queue(QueueName=unique("alarms"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name=unique("alarms"))["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    name = alarm(pair, "OperationsFailedReplication", "us-east-1", AlarmActions=[topic])
    state(pair, name)
    pair.admit(without=("s3:ReplicateObject",))
    pair.put("bad")
    state(pair, name)
    state(pair, name)
    messages = [json.loads(one["Body"]) for one in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])]
    assert [(one["AlarmName"], one["OldStateValue"], one["NewStateValue"]) for one in messages] == [(name, "OK", "ALARM")]
    assert messages[0]["Trigger"]["MetricName"] == "OperationsFailedReplication"
    assert messages[0]["AWSAccountId"] == pair.source_account


def test_alarm_that_is_not_evaluated_says_why(make_pair: Make) -> None:
    pair = make_pair()
    name = unique("math")
    metric = {"Namespace": "AWS/S3", "MetricName": "OperationsFailedReplication", "Dimensions": []}
    pair.aws.client("cloudwatch", pair.source_account).put_metric_alarm(
        AlarmName=name, EvaluationPeriods=1, Threshold=0, ComparisonOperator="GreaterThanThreshold",
        Metrics=[{"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}, "ReturnData": False},
                 {"Id": "e", "Expression": "m * 2", "Label": "e", "ReturnData": True}],
    )  # fmt: skip
    found = {one["name"]: one for one in pair.aws.control.evaluate_alarms()}
    assert "metric math" in found[name]["note"]
