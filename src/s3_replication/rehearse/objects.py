"""Writes one object of a group into a bucket of the local AWS."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from s3_replication.aws import calling
from s3_replication.core import KMS_KINDS, Bucket, Change, EncryptionKind, Version
from s3_replication.errors import AwsError
from s3_replication.findings.groups import Group
from s3_replication.trial import Places

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

__all__ = ["GroupObject", "GroupWriter"]

_PART_BYTES: Final = 5 * 1024**2  # the smallest part that S3 accepts, except for the last part (API: UploadPart)
_CUSTOMER_KEY: Final = "0" * 32
_OTHER_ACCOUNT: Final = "999999999999"


@dataclass(frozen=True, slots=True)
class GroupObject:
    """The version written for a group; without a version id, `note` says why the group is not rehearsed, else what was written."""

    group: Group
    version_id: str | None
    note: str = ""


class GroupWriter:
    """Writes into one source bucket, as its owner; `keys` are the KMS keys of the configuration."""

    def __init__(self, places: Places, bucket: Bucket, keys: Container[str]) -> None:
        self._places, self._bucket, self._keys = places, bucket, keys
        self._s3 = places.connection(bucket.account).s3(bucket.region)

    def write(self, group: Group) -> GroupObject:
        """One object of the group; one that S3 refuses is not rehearsed."""
        try:
            with calling("PutObject", f"{self._bucket.name}/{group.version.key}"):
                return self._write(group)
        except AwsError as error:
            return GroupObject(group, None, f"S3 does not store it: {str(error).rpartition('AWS said: ')[2]}")

    @contextmanager
    def without_replication(self) -> Iterator[None]:
        """Takes the bucket's replication configuration away inside the block, so that objects written in it are older than the rules."""
        name = self._bucket.name
        with calling("PutBucketReplication", name):
            configuration = self._s3.get_bucket_replication(Bucket=name)["ReplicationConfiguration"]
            self._s3.delete_bucket_replication(Bucket=name)
        try:
            yield
        finally:
            with calling("PutBucketReplication", name):
                self._s3.put_bucket_replication(Bucket=name, ReplicationConfiguration=configuration)

    def _write(self, group: Group) -> GroupObject:
        version, s3 = group.version, self._s3
        if group.change is Change.DELETE_MARKER:
            s3.put_object(Bucket=self._bucket.name, Key=version.key, Body=b"-")
            marker = s3.delete_object(Bucket=self._bucket.name, Key=version.key)
            return GroupObject(group, marker["VersionId"], "an object, then its delete marker")
        if not version.readable_by_bucket_owner:
            s3 = self._places.connection(_OTHER_ACCOUNT).s3(self._bucket.region)
        notes = [*self._ensured_key(version), *(["a multipart upload of 5 MiB and 1 byte"] if version.multipart else [])]
        options = _options(version)
        if version.multipart:
            return GroupObject(group, self._upload(s3, version.key, options), "; ".join(notes))
        answer = s3.put_object(Bucket=self._bucket.name, Key=version.key, Body=b"-", **options)
        return GroupObject(group, answer["VersionId"], "; ".join(notes))

    def _upload(self, s3: "S3Client", key: str, options: dict[str, Any]) -> str:
        name = self._bucket.name
        upload = s3.create_multipart_upload(Bucket=name, Key=key, **options)["UploadId"]
        customer = {one: value for one, value in options.items() if one.startswith("SSECustomer")}
        parts: list[CompletedPartTypeDef] = []
        for number, body in ((1, b"a" * _PART_BYTES), (2, b"b")):
            answer = s3.upload_part(Bucket=name, Key=key, UploadId=upload, PartNumber=number, Body=body, **customer)
            parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        done = s3.complete_multipart_upload(Bucket=name, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}, **customer)
        return done["VersionId"]

    def _ensured_key(self, version: Version) -> Iterator[str]:
        """Create a key that is not in the configuration, and say what it is."""
        arn = version.encryption.key_arn
        if isinstance(arn, str) and ":key/" in arn and arn not in self._keys:
            self._places.local.control.create_key(arn)
            yield "a key with KMS's default policy"


def _options(version: Version) -> dict[str, Any]:
    """The arguments of PutObject and CreateMultipartUpload."""
    options: dict[str, Any] = {}
    if version.tags:
        options["Tagging"] = urlencode(version.tags)
    if version.acl is not None:
        options["ACL"] = version.acl
    if version.storage_class != "STANDARD":
        options["StorageClass"] = version.storage_class
    if version.lock.mode is not None and version.lock.retain_until is not None:
        options |= {"ObjectLockMode": version.lock.mode, "ObjectLockRetainUntilDate": version.lock.retain_until}
    if version.lock.legal_hold is not None:
        options["ObjectLockLegalHoldStatus"] = version.lock.legal_hold
    return options | _encryption(version)


def _encryption(version: Version) -> dict[str, Any]:
    used = version.encryption
    if used.kind is EncryptionKind.SSE_C:
        return {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": _CUSTOMER_KEY}
    options: dict[str, Any] = {"ServerSideEncryption": used.kind.value}
    if used.kind in KMS_KINDS and isinstance(used.key_arn, str):
        options["SSEKMSKeyId"] = used.key_arn
    if used.kind is EncryptionKind.SSE_KMS:
        options["BucketKeyEnabled"] = used.bucket_key
    return options
