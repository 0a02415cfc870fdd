"""Sends event messages to the targets in a bucket's notification configuration."""

from collections.abc import Mapping
from typing import Any, Final

from s3_replication.core import Bucket
from s3_replication.local.moto.services import messaging
from s3_replication.local.notifications.bridge import bridge_message
from s3_replication.local.notifications.configuration import TargetKind, matching, parse_notifications, wants_event_bridge
from s3_replication.local.ports.store import Store

__all__ = ["SUBJECT", "Outbox"]

SUBJECT = "Amazon S3 Notification"
NOTHING: Final[Mapping[str, str]] = {}


class Outbox:
    """Everything that the local AWS sends to queues, topics, functions and event buses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def send(
        self, bucket: Bucket, event: str, key: str, record: dict[str, Any], requester: str | None = None,
        more: Mapping[str, str] = NOTHING,
    ) -> int:  # fmt: skip
        """One message for each target that wants the event; how many were sent.

        With a `requester`, who caused an ordinary event, EventBridge gets it too where the bucket has it switched on, with `more` in its
        detail.
        """
        document = self._store.document(bucket.name, "notification")
        if document is None:
            return 0
        targets = matching(parse_notifications(document), event, key)
        for notification in targets:
            body = {"Records": [{**record, "s3": {**record["s3"], "configurationId": notification.id}}]}
            if notification.target is TargetKind.QUEUE:
                messaging.send_to_queue(notification.arn, body)
            elif notification.target is TargetKind.TOPIC:
                messaging.publish(notification.arn, body, SUBJECT)
            else:
                messaging.send_to_function(notification.arn, body)
        message = bridge_message(bucket, key, record, requester, more) if requester and wants_event_bridge(document) else None
        if message is not None:
            messaging.send_to_event_bridge(message)
        return len(targets)

    def publish(self, topic_arn: str, body: dict[str, Any], subject: str) -> bool:
        """Publish to a topic; False where the topic does not exist or refuses the message."""
        return messaging.publish(topic_arn, body, subject)
