"""Amazon SNS, Amazon SQS and Amazon EventBridge: operations, resources and condition keys."""

from typing import Final

from s3_replication.service_authorization.table import Asked, ResourceKind, ServiceTable, asking, tagging

__all__ = ["EVENTS", "SNS", "SQS"]

_REFERENCE: Final = "https://docs.aws.amazon.com/service-authorization/latest/reference/"

SNS: Final = ServiceTable(
    source=_REFERENCE + "list_amazonsns.html",
    kinds={"topic": ResourceKind(("TargetArn", "TopicArn", "ResourceArn", "Name"), "arn:{partition}:sns:{region}:{account}:{name}")},
    operations={
        **asking("sns", "topic", """
            AddPermission ConfirmSubscription DeleteTopic GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource
            Publish RemovePermission SetTopicAttributes Subscribe TagResource UntagResource
        """),
        **tagging("sns", "topic", "CreateTopic", "TagResource"),
        "PublishBatch": (Asked("sns:Publish", "topic"),),
        **asking("sns", "", "GetSubscriptionAttributes ListSubscriptions ListTopics SetSubscriptionAttributes Unsubscribe"),
    },
    keys={"sns:endpoint": "Endpoint", "sns:protocol": "Protocol"},
    anonymous=True,
)  # fmt: skip

SQS: Final = ServiceTable(
    source=_REFERENCE + "list_amazonsqs.html",
    kinds={"queue": ResourceKind(("QueueUrl", "QueueName"), "arn:{partition}:sqs:{region}:{account}:{name}")},
    operations={
        **asking("sqs", "queue", """
            AddPermission ChangeMessageVisibility DeleteMessage DeleteQueue GetQueueAttributes GetQueueUrl
            ListDeadLetterSourceQueues ListQueueTags PurgeQueue ReceiveMessage RemovePermission SendMessage SetQueueAttributes TagQueue
            UntagQueue
        """),
        **tagging("sqs", "queue", "CreateQueue", "TagQueue", "tags"),
        "ChangeMessageVisibilityBatch": (Asked("sqs:ChangeMessageVisibility", "queue"),),
        "DeleteMessageBatch": (Asked("sqs:DeleteMessage", "queue"),),
        "SendMessageBatch": (Asked("sqs:SendMessage", "queue"),),
        **asking("sqs", "", "ListQueues"),
    },
    anonymous=True,
)  # fmt: skip

_OF_EVENTS: Final = "arn:{partition}:events:{region}:{account}:"
_BUS: Final = _OF_EVENTS + "event-bus/"

EVENTS: Final = ServiceTable(
    source=_REFERENCE + "list_amazoneventbridge.html",
    kinds={
        "rule": ResourceKind(("ResourceARN", "Rule", "Name"), _OF_EVENTS + "rule/{bus}{name}"),
        "event-bus": ResourceKind(("ResourceARN", "Name", "EventBusName"), _BUS + "{name}", _BUS + "default"),
        "entry's event-bus": ResourceKind(("Entries.EventBusName",), _BUS + "{name}", _BUS + "default"),
        "archive": ResourceKind(("ArchiveName",), _OF_EVENTS + "archive/{name}"),
        "replay": ResourceKind(("ReplayName",), _OF_EVENTS + "replay/{name}"),
        "connection": ResourceKind(("Name",), _OF_EVENTS + "connection/{name}"),
        "api-destination": ResourceKind(("Name",), _OF_EVENTS + "api-destination/{name}"),
        "role": ResourceKind(("RoleArn",), "{name}"),
        "target role": ResourceKind(("Targets.RoleArn",), "{name}"),
    },
    operations={
        **asking("events", "rule", """
            DeleteRule DescribeRule DisableRule EnableRule ListTagsForResource ListTargetsByRule RemoveTargets TagResource UntagResource
        """),
        **asking("events", "event-bus", "CreateEventBus DeleteEventBus DescribeEventBus"),
        **asking("events", "archive", "CreateArchive DeleteArchive DescribeArchive UpdateArchive"),
        **asking("events", "replay", "CancelReplay DescribeReplay StartReplay"),
        **asking("events", "connection", "CreateConnection DeleteConnection DescribeConnection UpdateConnection"),
        **asking("events", "api-destination", "CreateApiDestination DeleteApiDestination DescribeApiDestination UpdateApiDestination"),
        **asking("events", "", """
            ListApiDestinations ListArchives ListConnections ListEventBuses ListReplays ListRuleNamesByTarget ListRules PutPermission
            RemovePermission TestEventPattern
        """),
        "PutEvents": (Asked("events:PutEvents", "entry's event-bus"),),
        "PutRule": (
            Asked("events:PutRule", "rule"),
            Asked("events:TagResource", "rule", when="Tags"),
            Asked("iam:PassRole", "role", when="RoleArn", passed_to="events.amazonaws.com"),
        ),
        "PutTargets": (
            Asked("events:PutTargets", "rule"),
            Asked("iam:PassRole", "target role", when="Targets.RoleArn", passed_to="events.amazonaws.com"),
        ),
    },
    keys={"events:targetarn": "Targets.Arn"},
)  # fmt: skip
