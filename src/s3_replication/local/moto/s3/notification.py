"""PutBucketNotificationConfiguration: the receivers must exist, in the bucket's Region, and let S3 send to them."""

from typing import Any, Final

from moto.utilities.utils import PARTITION_NAMES

from s3_replication.iam import Arn
from s3_replication.local.moto.s3.documents import checked_document, kept_document
from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.store.receivers import obstacle
from s3_replication.local.s3.errors import S3Error

__all__ = ["notification"]

_SERVICES: Final = {"Queue": "sqs", "Topic": "sns", "CloudFunction": "lambda"}


def notification(request: S3Request, row: SubResource, moto: Moto) -> Any:
    """Kept exactly, after the checks that S3 makes before it takes one. Fixed: moto looks at the Region alone."""
    if request.method == "PUT":
        _check(request, row)
    return kept_document(request, row, moto)


def _check(request: S3Request, row: SubResource) -> None:
    """Raises InvalidArgument: for an ARN that is none always, for a receiver unless the request skips that."""
    arns = []
    for node in checked_document(request.body, row.document):
        kind = node.tag.removesuffix("Configuration")
        if kind in _SERVICES:
            arns.append(_parsed(kind, node.findtext(kind, "")))
    if any(Arn.parse(arn).region != request.bucket.region_name for arn in arns):
        raise S3Error("InvalidArgument", "The notification destination service region is not valid for the bucket location constraint")
    if request.headers.get("x-amz-skip-destination-validation", "").lower() == "true":
        return
    obstacles = [(arn, found) for arn in dict.fromkeys(arns) if (found := obstacle(request.bucket, arn)) is not None]
    if obstacles:
        detail: dict[str, Any] = {}
        for number, (arn, found) in enumerate(obstacles, 1):
            detail[f"ArgumentName{number}"] = f"{arn}, null" if ":lambda:" in arn else arn
            detail[f"ArgumentValue{number}"] = found
        raise S3Error("InvalidArgument", "Unable to validate the following destination configurations", **detail)


def _parsed(kind: str, arn: str) -> str:
    found = Arn.find(arn)
    if (
        found is None
        or found.partition not in PARTITION_NAMES
        or found.service != _SERVICES[kind]
        or not all((found.region, found.account, found.resource))
    ):
        raise S3Error("InvalidArgument", "The ARN could not be parsed", ArgumentName=kind, ArgumentValue=arn)
    return arn
