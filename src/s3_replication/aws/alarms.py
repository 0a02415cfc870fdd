"""CloudWatch alarms on the replication metrics of one bucket, in the source's Region and in those of its destinations."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from s3_replication.aws.all_known import all_known
from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import METRIC_SIDES, ReplicationAlarm
from s3_replication.iam import Unknown

__all__ = ["read_alarms"]

_Json = Mapping[str, Any]


def read_alarms(connection: Connection, bucket: str, regions: Iterable[str]) -> tuple[ReplicationAlarm, ...] | Unknown:
    """The alarms on metrics of the bucket, those with a metric expression too; UNKNOWN if one Region may not be read.

    The alarms of a Region are read once for all buckets of the account.
    """
    found = all_known([connection.once(_region, region) for region in dict.fromkeys(regions)])
    return found if isinstance(found, Unknown) else tuple(alarm for those in found for source, alarm in those if source == bucket)


def _region(connection: Connection, region: str) -> tuple[tuple[str, ReplicationAlarm], ...] | Unknown:
    pages = connection.cloudwatch(region).get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"])
    found = ask("DescribeAlarms", f"Region {region}", lambda: [alarm for page in pages for alarm in page["MetricAlarms"]])
    return tuple(one for alarm in found or () for one in _alarms(dict(alarm))) if not isinstance(found, Unknown) else found


def _alarms(alarm: _Json) -> Iterator[tuple[str, ReplicationAlarm]]:
    """One for each replication metric that the alarm looks at, with its source bucket."""
    for metric in [alarm, *(query["MetricStat"]["Metric"] for query in alarm.get("Metrics", ()) if "MetricStat" in query)]:
        dimensions = {one["Name"]: one["Value"] for one in metric.get("Dimensions", ())}
        if metric.get("Namespace") == "AWS/S3" and metric.get("MetricName") in METRIC_SIDES:
            found = ReplicationAlarm(
                metric["MetricName"],
                dimensions.get("DestinationBucket"),
                dimensions.get("RuleId"),
                alarm["AlarmArn"],
                tuple(alarm.get("AlarmActions", ())),
                bool(alarm.get("ActionsEnabled", True)),
            )
            yield dimensions.get("SourceBucket", ""), found
