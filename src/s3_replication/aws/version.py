"""One object version: what HeadObject, its tags and its ACL tell."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from s3_replication.aws.errors import ask
from s3_replication.core import Bucket, Encryption, EncryptionKind, Lock, Ownership, ReplicationStatus, Version
from s3_replication.iam import Unknown

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["Listed", "list_versions", "read_version"]

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


def list_versions(s3: "S3Client", bucket: str, prefix: str = "") -> list[Listed]:
    """Every version and delete marker, by key, the current one first; none where they may not be listed.

    Times are whole seconds, so versions of one second follow each other in no certain order.
    """
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
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


def read_version(s3: "S3Client", bucket: Bucket, key: str, version_id: str) -> Version | Unknown | None:
    """One object version of `bucket`, None where it is gone, UNKNOWN where it may not be read; delete markers answer no HEAD."""
    subject = f"{bucket.name}/{key}"
    answer = ask("HeadObject", subject, lambda: s3.head_object(Bucket=bucket.name, Key=key, VersionId=version_id, ChecksumMode="ENABLED"))
    if answer is None or isinstance(answer, Unknown):
        return answer
    head: dict[str, Any] = dict(answer)
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
