"""One object version: read from HeadObject, its tags and its ACL."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from s3_replication.aws.errors import ask
from s3_replication.core import Bucket, Encryption, EncryptionKind, Lock, Ownership, ReplicationStatus, Version
from s3_replication.iam import UNKNOWN, Unknown

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["Listed", "has_version", "list_versions", "read_status", "read_version"]

_CHECKSUMS = ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")
_HEADERS = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "WebsiteRedirectLocation")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of ListObjectVersions."""

    key: str
    version_id: str
    delete_marker: bool
    latest: bool
    last_modified: datetime


def list_versions(s3: "S3Client", bucket: str, prefix: str = "", limit: int | None = None) -> list[Listed]:
    """Every version and delete marker, by key, the current one first, or the first `limit`; none where they may not be listed.

    Times are whole seconds, so versions of one second follow each other in no certain order.
    """
    pages = s3.get_paginator("list_object_versions").paginate(
        Bucket=bucket, Prefix=prefix, PaginationConfig={"MaxItems": limit} if limit else {}
    )
    found = ask("ListObjectVersions", bucket, lambda: [entry for page in pages for entry in _entries(dict(page))])
    if found is None or isinstance(found, Unknown):
        return []
    return sorted(found, key=lambda entry: (entry.key, not entry.latest, -entry.last_modified.timestamp()))


def _entries(page: dict[str, Any]) -> list[Listed]:
    kinds = ((False, page.get("Versions", [])), (True, page.get("DeleteMarkers", [])))
    return [
        Listed(entry["Key"], entry["VersionId"], marker, entry["IsLatest"], entry["LastModified"])
        for marker, part in kinds
        for entry in part
    ]


def read_version(s3: "S3Client", bucket: Bucket, key: str, version_id: str, *, checksum: bool = True) -> Version | Unknown | None:
    """One object version of `bucket`, None where it is gone, UNKNOWN where it may not be read; HEAD fails for delete markers.

    The checksum of an object that KMS encrypts needs kms:Decrypt (S3 API Reference, HeadObject).
    """
    subject = f"{bucket.name}/{key}"
    head = _head(s3, bucket.name, key, version_id, checksum=checksum)
    if head is None or isinstance(head, Unknown):
        return head
    tags = ask("GetObjectTagging", subject, lambda: s3.get_object_tagging(Bucket=bucket.name, Key=key, VersionId=version_id)["TagSet"])
    return Version(
        bucket=bucket.name,
        key=key,
        version_id=version_id,
        last_modified=head["LastModified"],
        size=head["ContentLength"],
        etag=head["ETag"].strip('"'),
        headers={name: head[name] for name in _HEADERS if name in head},
        metadata=head.get("Metadata", {}),
        tags={} if tags is None or isinstance(tags, Unknown) else {tag["Key"]: tag["Value"] for tag in tags},
        owner=_owner(s3, bucket, key, version_id),
        encryption=_encryption(head),
        storage_class=head.get("StorageClass", "STANDARD"),
        archived="ArchiveStatus" in head,
        checksum=_checksum(head),
        lock=Lock(head.get("ObjectLockMode"), head.get("ObjectLockRetainUntilDate"), head.get("ObjectLockLegalHoldStatus")),
        multipart="-" in head["ETag"],
        status=_status(head),
    )


def read_status(s3: "S3Client", bucket: str, key: str, version_id: str) -> ReplicationStatus | Unknown | None:
    """The replication status of one version: None without one or without the version, UNKNOWN where it may not be read."""
    head = _head(s3, bucket, key, version_id)
    return head if head is None or isinstance(head, Unknown) else _status(head)


def has_version(s3: "S3Client", bucket: str, key: str, version_id: str) -> bool | Unknown:
    """Whether the bucket has the version, UNKNOWN where it may not be read."""
    head = _head(s3, bucket, key, version_id)
    return head if isinstance(head, Unknown) else head is not None


def _head(s3: "S3Client", bucket: str, key: str, version_id: str, *, checksum: bool = False) -> dict[str, Any] | Unknown | None:
    more: Any = {"ChecksumMode": "ENABLED"} if checksum else {}

    def call() -> dict[str, Any] | Unknown:
        try:
            return dict(s3.head_object(Bucket=bucket, Key=key, VersionId=version_id, **more))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "400":  # an SSE-C object answers only with its key
                return UNKNOWN
            raise

    return ask("HeadObject", f"{bucket}/{key}", call)


def _owner(s3: "S3Client", bucket: Bucket, key: str, version_id: str) -> str | None:
    """The owning account where it is certain: with ACLs off it is the bucket's; else the ACL tells a canonical id only."""
    if bucket.ownership is Ownership.BUCKET_OWNER_ENFORCED:
        return bucket.account
    answer = ask("GetObjectAcl", f"{bucket.name}/{key}", lambda: s3.get_object_acl(Bucket=bucket.name, Key=key, VersionId=version_id))
    return None if answer is None or isinstance(answer, Unknown) else str(answer.get("Owner", {}).get("ID"))


def _encryption(head: dict[str, Any]) -> Encryption:
    if "SSECustomerAlgorithm" in head:
        return Encryption(EncryptionKind.SSE_C)
    kind = EncryptionKind(head.get("ServerSideEncryption", EncryptionKind.NONE))
    return Encryption(kind, head.get("SSEKMSKeyId"), bool(head.get("BucketKeyEnabled", False)))


def _checksum(head: dict[str, Any]) -> tuple[str, str, str] | None:
    for algorithm in _CHECKSUMS:
        if f"Checksum{algorithm}" in head:
            return algorithm, head[f"Checksum{algorithm}"], head.get("ChecksumType", "FULL_OBJECT")
    return None


def _status(head: dict[str, Any]) -> ReplicationStatus | None:
    said = head.get("ReplicationStatus")
    # COMPLETE is S3's legacy spelling (fact 4.03).
    return ReplicationStatus("COMPLETED" if said == "COMPLETE" else said) if said else None
