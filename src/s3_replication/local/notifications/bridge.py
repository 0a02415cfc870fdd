"""Ordinary events as S3 sends them to EventBridge (User Guide, "EventBridge event message structure"; recorded in
localstack/localstack@8b9a79f0, tests/aws/services/s3/test_s3_notifications_eventbridge.snapshot.json)."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from s3_replication.core import Bucket

__all__ = ["bridge_message"]

_REASONS: Final[Mapping[str, str]] = {
    "ObjectCreated:Put": "PutObject",
    "ObjectCreated:Post": "POST Object",
    "ObjectCreated:Copy": "CopyObject",
    "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
    "ObjectRemoved:Delete": "DeleteObject",
    "ObjectRemoved:DeleteMarkerCreated": "DeleteObject",
    "LifecycleExpiration:Delete": "Lifecycle Expiration",
    "LifecycleExpiration:DeleteMarkerCreated": "Lifecycle Expiration",
}
_TYPES: Final[Mapping[str, str]] = {
    "ObjectCreated": "Object Created",
    "ObjectRemoved": "Object Deleted",
    "LifecycleExpiration": "Object Deleted",
    "ObjectAcl": "Object ACL Updated",
    "ObjectTagging:Put": "Object Tags Added",
    "ObjectTagging:Delete": "Object Tags Deleted",
    "LifecycleTransition": "Object Storage Class Changed",
    "ObjectRestore:Post": "Object Restore Initiated",
    "ObjectRestore:Completed": "Object Restore Completed",
}
# The User Guide's example of a completed restore has no sequencer; for the other two this is assumed.
_WITHOUT_SEQUENCER: Final = frozenset({"LifecycleTransition", "ObjectRestore:Post", "ObjectRestore:Completed"})
_MEMBERS: Final[Mapping[str, str]] = {"size": "size", "eTag": "etag", "versionId": "version-id", "sequencer": "sequencer"}


def bridge_message(
    bucket: Bucket, key: str, record: Mapping[str, Any], requester: str, more: Mapping[str, str]
) -> dict[str, Any] | None:  # fmt: skip
    """The message about what `record` tells queues and topics; None for events that EventBridge gets none of.

    The key is not URL-encoded; `requester` is the account that caused the event, or the service of AWS. `more` are members of the detail
    that only such an event has.
    """
    event = str(record["eventName"])
    kind = _TYPES.get(event) or _TYPES.get(event.partition(":")[0])
    if kind is None:
        return None
    stored = {name: value for name, value in record["s3"]["object"].items() if name != "sequencer" or event not in _WITHOUT_SEQUENCER}
    detail: dict[str, Any] = {
        "version": "0",
        "bucket": {"name": bucket.name},
        "object": {"key": key, **{name: stored[member] for member, name in _MEMBERS.items() if member in stored}},
        "request-id": record["responseElements"]["x-amz-request-id"],
        "requester": requester,
    }
    if requester.isdecimal():
        detail["source-ip-address"] = "127.0.0.1"
    detail.update(more)
    if event in _REASONS:
        detail["reason"] = _REASONS[event]
    if kind == "Object Deleted":
        detail["deletion-type"] = "Delete Marker Created" if event.endswith(":DeleteMarkerCreated") else "Permanently Deleted"
    return {
        "version": "0", "id": str(uuid.uuid4()), "detail-type": kind, "source": "aws.s3", "account": bucket.account,
        "time": f"{str(record['eventTime']).partition('.')[0]}Z", "region": bucket.region, "resources": [bucket.arn], "detail": detail,
    }  # fmt: skip
