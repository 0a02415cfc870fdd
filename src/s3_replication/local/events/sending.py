"""Sends event messages to whoever a bucket's notification configuration names."""

from typing import Any

from s3_replication.core import Bucket
from s3_replication.local.events.notification import Target, parse_notifications, wanting
from s3_replication.local.moto_compat import notifying, stored

__all__ = ["SUBJECT", "send"]

SUBJECT = "Amazon S3 Notification"


def send(bucket: Bucket, event: str, key: str, record: dict[str, Any]) -> int:
    """One message for each target that wants the event; how many were sent."""
    document = stored.document(bucket.name, "notification")
    if document is None:
        return 0
    targets = wanting(parse_notifications(document), event, key)
    for notification in targets:
        body = {"Records": [{**record, "s3": {**record["s3"], "configurationId": notification.id}}]}
        if notification.target is Target.QUEUE:
            notifying.send_to_queue(notification.arn, body)
        elif notification.target is Target.TOPIC:
            notifying.publish(notification.arn, body, SUBJECT)
        else:
            notifying.send_to_function(notification.arn, body)
    return len(targets)
