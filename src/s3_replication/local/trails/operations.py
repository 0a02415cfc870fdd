"""Which data event a request to S3 is (S3 User Guide, "Amazon S3 CloudTrail events")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.query import subresource_of

__all__ = ["DataEvent", "operation_of"]

_READS: Final = frozenset({"GET", "HEAD"})
_OBJECT: Final = {
    ("GET", ""): "GetObject",
    ("GET", "acl"): "GetObjectAcl",
    ("GET", "attributes"): "GetObjectAttributes",
    ("GET", "legal-hold"): "GetObjectLegalHold",
    ("GET", "retention"): "GetObjectRetention",
    ("GET", "tagging"): "GetObjectTagging",
    ("HEAD", ""): "HeadObject",
    ("PUT", ""): "PutObject",
    ("PUT", "acl"): "PutObjectAcl",
    ("PUT", "legal-hold"): "PutObjectLegalHold",
    ("PUT", "retention"): "PutObjectRetention",
    ("PUT", "tagging"): "PutObjectTagging",
    ("DELETE", ""): "DeleteObject",
    ("DELETE", "tagging"): "DeleteObjectTagging",
    ("POST", "restore"): "RestoreObject",
    ("POST", "select"): "SelectObjectContent",
    ("POST", "uploads"): "CreateMultipartUpload",
}
_UPLOAD: Final = {"GET": "ListParts", "PUT": "UploadPart", "POST": "CompleteMultipartUpload", "DELETE": "AbortMultipartUpload"}
# Requests to a bucket that are about its objects; a trail of the whole bucket has them.
_BUCKET: Final = {
    ("GET", ""): "ListObjects",
    ("GET", "uploads"): "ListMultipartUploads",
    ("GET", "versions"): "ListObjectVersions",
    ("HEAD", ""): "HeadBucket",
    ("POST", ""): "PostObject",
    ("POST", "delete"): "DeleteObjects",
}
_COPIES: Final = {"PutObject": "CopyObject", "UploadPart": "UploadPartCopy"}


@dataclass(frozen=True, slots=True)
class DataEvent:
    """An event's name, and whether it changes nothing."""

    name: str
    read_only: bool


def operation_of(method: str, key: str, query: Mapping[str, str], headers: Mapping[str, str]) -> DataEvent | None:
    """The data event; None for a management event, or for what S3 does not know."""
    try:
        part = subresource_of(dict(query))
    except S3Error:
        return None
    if not key:
        name = _BUCKET.get((method, part))
    elif "uploadId" in query:
        name = _UPLOAD.get(method)
    else:
        name = _OBJECT.get((method, part))
    if name in _COPIES and "x-amz-copy-source" in headers:
        name = _COPIES[name]
    return None if name is None else DataEvent(name, method in _READS)
