"""Amazon CloudWatch and AWS CloudTrail: operations, resources and condition keys."""

from typing import Final

from s3_replication.service_authorization.table import Asked, ResourceKind, ServiceTable, asking, tagging

__all__ = ["CLOUDTRAIL", "CLOUDWATCH"]

_REFERENCE: Final = "https://docs.aws.amazon.com/service-authorization/latest/reference/"
_TRAIL: Final = "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}"
_ALARM: Final = "arn:{partition}:cloudwatch:{region}:{account}:alarm:"

CLOUDWATCH: Final = ServiceTable(
    source=_REFERENCE + "list_amazoncloudwatch.html",
    kinds={
        "alarm": ResourceKind(("ResourceARN", "AlarmName", "AlarmNames"), _ALARM + "{name}", _ALARM + "*"),
        "dashboard": ResourceKind(("DashboardName", "DashboardNames"), "arn:{partition}:cloudwatch::{account}:dashboard/{name}"),
        "insight-rule": ResourceKind(("RuleName", "RuleNames"), "arn:{partition}:cloudwatch:{region}:{account}:insight-rule/{name}"),
    },
    operations={
        **asking("cloudwatch", "alarm", """
            DeleteAlarms DescribeAlarms DisableAlarmActions EnableAlarmActions ListTagsForResource SetAlarmState TagResource
            UntagResource
        """),
        **tagging("cloudwatch", "alarm", "PutMetricAlarm", "TagResource"),
        **asking("cloudwatch", "dashboard", "DeleteDashboards GetDashboard PutDashboard"),
        **asking("cloudwatch", "insight-rule", "DeleteInsightRules DisableInsightRules EnableInsightRules PutInsightRule"),
        **asking("cloudwatch", "", """
            DescribeAlarmsForMetric DescribeInsightRules GetMetricData GetMetricStatistics ListDashboards ListMetrics PutMetricData
        """),
    },
    keys={"cloudwatch:alarmactions": "AlarmActions", "cloudwatch:namespace": "Namespace"},
)  # fmt: skip

CLOUDTRAIL: Final = ServiceTable(
    source=_REFERENCE + "list_awscloudtrail.html",
    kinds={
        "trail": ResourceKind(("Name", "TrailName", "ResourceId", "ResourceIdList"), _TRAIL),
        "role": ResourceKind(("CloudWatchLogsRoleArn",), "{name}"),
    },
    operations={
        **asking("cloudtrail", "trail", """
            AddTags DeleteTrail GetEventSelectors GetInsightSelectors GetTrail GetTrailStatus ListTags PutEventSelectors
            PutInsightSelectors RemoveTags StartLogging StopLogging
        """),
        **asking("cloudtrail", "", "DescribeTrails ListTrails"),
        **{
            name: (
                Asked(f"cloudtrail:{name}", "trail"),
                Asked("cloudtrail:AddTags", "trail", when="TagsList"),
                Asked("iam:PassRole", "role", when="CloudWatchLogsRoleArn", passed_to="cloudtrail.amazonaws.com"),
            )
            for name in ("CreateTrail", "UpdateTrail")
        },
    },
)  # fmt: skip
