"""One object version: read from HeadObject, its tags and its ACL."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import Bucket, Encryption, EncryptionKind, Lock, Ownership, ReplicationStatus, Version
from s3_replication.iam import UNKNOWN, Unknown

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["Listed", "has_version", "list_versions", "read_canonical_id", "read_head", "read_version", "with_details"]

_CHECKSUMS = ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")
# S3 User Guide, "Access control list (ACL) overview": Amazon S3 predefined groups.
_GROUPS = {
    "http://acs.amazonaws.com/groups/global/AllUsers": "public-read",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "authenticated-read",
}
_HEADERS = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "WebsiteRedirectLocation")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of ListObjectVersions; `owner` is a canonical id, as in an account's list of buckets."""

    key: str
    version_id: str
    delete_marker: bool
    latest: bool
    last_modified: datetime
    owner: str = ""


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
        Listed(entry["Key"], entry["VersionId"], marker, entry["IsLatest"], entry["LastModified"], entry.get("Owner", {}).get("ID", ""))
        for marker, part in kinds
        for entry in part
    ]


def read_canonical_id(connection: Connection) -> str | Unknown:
    """The account's id as listings show owners; UNKNOWN where the account's buckets may not be listed."""
    found = ask("ListBuckets", "the account", lambda: connection.s3().list_buckets(MaxBuckets=1)["Owner"]["ID"])
    return UNKNOWN if found is None else found


def read_version(s3: "S3Client", bucket: Bucket, key: str, version_id: str, *, checksum: bool = True) -> Version | Unknown | None:
    """One object version of `bucket`, None where it is gone, UNKNOWN where it may not be read; HEAD fails for delete markers.

    The checksum of an object that KMS encrypts needs kms:Decrypt (S3 API Reference, HeadObject).
    """
    found = read_head(s3, bucket, key, version_id, checksum=checksum)
    return found if found is None or isinstance(found, Unknown) else with_details(s3, bucket, found)


def with_details(s3: "S3Client", bucket: Bucket, version: Version) -> Version:
    """The version with its tags, its owner and a public ACL, which HEAD does not have; none where they may not be read."""
    key, version_id = version.key, version.version_id
    subject = f"{bucket.name}/{key}"
    tags = ask("GetObjectTagging", subject, lambda: s3.get_object_tagging(Bucket=bucket.name, Key=key, VersionId=version_id)["TagSet"])
    known = {} if tags is None or isinstance(tags, Unknown) else {tag["Key"]: tag["Value"] for tag in tags}
    owner, acl = _owner_and_acl(s3, bucket, key, version_id)
    return replace(version, tags=known, owner=owner, acl=acl)


def read_head(s3: "S3Client", bucket: Bucket, key: str, version_id: str, *, checksum: bool = False) -> Version | Unknown | None:
    """What HEAD alone says of one object version: all but its tags and its owner."""
    head = _head(s3, bucket.name, key, version_id, checksum=checksum)
    if head is None or isinstance(head, Unknown):
        return head
    return Version(
        bucket=bucket.name,
        key=key,
        version_id=version_id,
        last_modified=head["LastModified"],
        size=head["ContentLength"],
        etag=head["ETag"].strip('"'),
        headers={name: head[name] for name in _HEADERS if name in head},
        metadata=head.get("Metadata", {}),
        encryption=_encryption(head),
        storage_class=head.get("StorageClass", "STANDARD"),
        archived="ArchiveStatus" in head,
        checksum=_checksum(head),
        lock=Lock(head.get("ObjectLockMode"), head.get("ObjectLockRetainUntilDate"), head.get("ObjectLockLegalHoldStatus")),
        multipart="-" in head["ETag"],
        status=_status(head),
    )


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


def _owner_and_acl(s3: "S3Client", bucket: Bucket, key: str, version_id: str) -> tuple[str | None, str | None]:
    """The owning account where it is certain, and the canned ACL that grants as much to everybody, if any.

    With ACLs off the owner is the bucket's; else the ACL tells a canonical id only.
    """
    if bucket.ownership is Ownership.BUCKET_OWNER_ENFORCED:
        return bucket.account, None
    answer = ask("GetObjectAcl", f"{bucket.name}/{key}", lambda: s3.get_object_acl(Bucket=bucket.name, Key=key, VersionId=version_id))
    if answer is None or isinstance(answer, Unknown):
        return None, None
    grantees = {grant.get("Grantee", {}).get("URI", "") for grant in answer.get("Grants", ())}
    return str(answer.get("Owner", {}).get("ID")), next((acl for group, acl in _GROUPS.items() if group in grantees), None)


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
