"""Replication metrics seen through CloudWatch (facts 4.60 to 4.69)."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.local.conftest import Pair

Make = Callable[..., Any]
METRICS = {"Destination": {"Metrics": {"Status": "Enabled"}}}


def dimensions(pair: Pair, rule: str = "rule-1") -> list[dict[str, str]]:
    return [
        {"Name": "SourceBucket", "Value": pair.source},
        {"Name": "DestinationBucket", "Value": pair.destination},
        {"Name": "RuleId", "Value": rule},
    ]


def statistics(pair: Pair, metric: str, region: str, account: str | None = None) -> dict[str, float]:
    """Every statistic of a metric over a day around the local AWS' clock, as one period."""
    now = datetime.fromisoformat(pair.aws.control.health()["now"])
    client = pair.aws.client("cloudwatch", account or pair.source_account, region)
    found = client.get_metric_statistics(
        Namespace="AWS/S3", MetricName=metric, Dimensions=dimensions(pair), StartTime=now - timedelta(hours=12),
        EndTime=now + timedelta(hours=12), Period=86400, Statistics=["Sum", "Average", "Maximum", "SampleCount"],
    )["Datapoints"]  # fmt: skip
    return {key: value for key, value in found[0].items() if isinstance(value, float)} if found else {}


def test_failures_are_counted_in_the_source_region(make_pair: Make) -> None:  # 4.63, 4.64
    pair = make_pair()
    pair.configure(METRICS)
    for key in ("a", "b", "c"):
        pair.put(key)
    pair.admit(without=("s3:ReplicateObject",))
    pair.put("d")
    assert statistics(pair, "OperationsFailedReplication", "us-east-1") == {"Sum": 1.0, "Average": 0.25, "Maximum": 1.0, "SampleCount": 4.0}
    assert statistics(pair, "OperationsFailedReplication", "eu-west-1") == {}
    assert statistics(pair, "OperationsFailedReplication", "us-east-1", pair.destination_account) == {}


def test_pending_and_latency_are_shown_in_the_destination_region(make_pair: Make) -> None:  # 4.61, 4.62, 4.64
    pair = make_pair()
    pair.configure(METRICS)
    with pair.failing() as control:
        for key in ("a", "b"):
            pair.at_source.put_object(Bucket=pair.source, Key=key, Body=b"x" * 1000)
        control.advance(300)
        assert statistics(pair, "OperationsPendingReplication", "eu-west-1")["Maximum"] == 2
        assert statistics(pair, "BytesPendingReplication", "eu-west-1")["Maximum"] == 2000
        assert 300 <= statistics(pair, "ReplicationLatency", "eu-west-1")["Maximum"] < 400
        assert statistics(pair, "ReplicationLatency", "us-east-1") == {}
    pair.settle()


def test_rule_without_metrics_has_none(make_pair: Make) -> None:  # 4.65
    pair = make_pair()
    pair.put("a")
    for metric, region in (("OperationsFailedReplication", "us-east-1"), ("ReplicationLatency", "eu-west-1")):
        assert statistics(pair, metric, region) == {}


def test_tag_component_that_fails_is_not_counted_as_failure(make_pair: Make) -> None:  # 4.17, 4.69
    pair = make_pair()
    pair.allow(without=("s3:GetObjectVersionTagging",))
    pair.configure(METRICS)
    pair.put("a", Tagging="team=a")
    assert pair.head("a")["ReplicationStatus"] == "FAILED"
    assert statistics(pair, "OperationsFailedReplication", "us-east-1")["Sum"] == 0


def test_metrics_are_listed_with_their_three_dimensions(make_pair: Make) -> None:  # 4.60
    pair = make_pair()
    pair.configure(METRICS)
    pair.put("a")
    client = pair.aws.client("cloudwatch", pair.source_account, "eu-west-1")
    found = client.list_metrics(Namespace="AWS/S3", Dimensions=[{"Name": "SourceBucket", "Value": pair.source}])["Metrics"]
    assert {metric["MetricName"] for metric in found} == {
        "ReplicationLatency", "BytesPendingReplication", "OperationsPendingReplication",
    }  # fmt: skip
    assert all(sorted(one["Name"] for one in metric["Dimensions"]) == ["DestinationBucket", "RuleId", "SourceBucket"] for metric in found)


def test_reading_metrics_keeps_its_pace(make_pair: Make) -> None:
    pair = make_pair()
    pair.configure(METRICS)
    pair.put("a")
    pair.aws.control.advance(3 * 24 * 3600)
    before = cpu_seconds(pair.aws.running.pid)
    statistics(pair, "ReplicationLatency", "eu-west-1")
    assert cpu_seconds(pair.aws.running.pid) - before < 2


def cpu_seconds(pid: int) -> float:
    """What a process has computed; unlike the time of day, it does not depend on what else the machine does (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
