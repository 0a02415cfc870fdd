"""CloudTrail's records (CloudTrail User Guide, "CloudTrail record contents for management, data, and network activity events")."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from s3_replication.core import Bucket
from s3_replication.local.moto.services.callers import Caller
from s3_replication.local.trails.operations import DataEvent

__all__ = ["Event", "record"]

VERSION: Final = "1.11"


@dataclass(frozen=True, slots=True)
class Event:
    """One request about objects of a bucket; `key` is "" for a request about several."""

    at: datetime
    operation: DataEvent
    caller: Caller
    bucket: Bucket
    key: str
    address: str
    agent: str
    parameters: Mapping[str, str]
    results: Mapping[str, str] | None = None
    bytes_in: int = 0
    bytes_out: int = 0
    error: tuple[str, str] | None = None

    @property
    def fields(self) -> dict[str, str]:
        """What selectors look at."""
        return {
            "eventCategory": "Data",
            "eventName": self.operation.name,
            "readOnly": str(self.operation.read_only).lower(),
            "resources.ARN": f"{self.bucket.arn}/{self.key}",
            "resources.type": "AWS::S3::Object",
        }


def record(event: Event, recipient: str, shared: str | None) -> dict[str, Any]:
    """The event in the record of one account; `shared` is the id that several accounts' records have in common."""
    key = {"key": event.key} if event.key else {}
    error = dict(zip(("errorCode", "errorMessage"), event.error or (), strict=False))
    return {
        "eventVersion": VERSION,
        "userIdentity": event.caller.identity,
        "eventTime": event.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "s3.amazonaws.com",
        "eventName": event.operation.name,
        "awsRegion": event.bucket.region,
        "sourceIPAddress": event.address,
        "userAgent": event.agent,
        **error,
        "requestParameters": {"bucketName": event.bucket.name, **key, **event.parameters},
        "responseElements": event.results,
        "additionalEventData": {"bytesTransferredIn": event.bytes_in, "bytesTransferredOut": event.bytes_out},
        "eventID": str(uuid.uuid4()),
        "readOnly": event.operation.read_only,
        "resources": [
            {"type": "AWS::S3::Object", ("ARN" if event.key else "ARNPrefix"): event.fields["resources.ARN"]},
            {"type": "AWS::S3::Bucket", "ARN": event.bucket.arn, "accountId": event.bucket.account},
        ],
        "eventType": "AwsApiCall",
        "managementEvent": False,
        "recipientAccountId": recipient,
        **({"sharedEventID": shared} if shared else {}),
        "eventCategory": "Data",
    }
