"""The objects that the demo writes: one of every kind that S3 replicates differently."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from s3_replication.aws import calling
from s3_replication.core import Change

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

__all__ = ["PURGED_KEY", "RETAGGED_KEY", "Written", "delete_version", "retag", "write_all", "write_existing"]

_EXISTING_KEY = "before-the-rule.txt"
RETAGGED_KEY, PURGED_KEY = "tagged.txt", "purged.txt"
_PART_BYTES = 5 * 1024 * 1024  # the smallest part that S3 accepts, except for the last part (API: UploadPart)


@dataclass(frozen=True, slots=True)
class Written:
    """One version as it was written; `at` is the time of this process' monotonic clock after S3's answer."""

    kind: str
    key: str
    version_id: str
    at: float
    change: Change = Change.OBJECT


class Writer:
    """Writes into one bucket."""

    def __init__(self, s3: "S3Client", bucket: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._s3, self._bucket, self._clock = s3, bucket, clock

    def put(self, kind: str, key: str, change: Change = Change.OBJECT, **options: Any) -> Written:
        with calling("PutObject", f"{self._bucket}/{key}"):
            answer = self._s3.put_object(Bucket=self._bucket, Key=key, Body=f"{kind}\n".encode(), **options)
        return Written(kind, key, answer.get("VersionId", "null"), self._clock(), change)

    def multipart(self, kind: str, key: str) -> Written:
        s3, bucket = self._s3, self._bucket
        with calling("UploadPart", f"{bucket}/{key}"):
            upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
            parts: list[CompletedPartTypeDef] = []
            for number, body in ((1, b"a" * _PART_BYTES), (2, b"b")):
                etag = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=body)["ETag"]
                parts.append({"PartNumber": number, "ETag": etag})
            answer = s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts})
        return Written(kind, key, answer["VersionId"], self._clock())

    def copy(self, kind: str, key: str, source: str) -> Written:
        with calling("CopyObject", f"{self._bucket}/{key}"):
            answer = self._s3.copy_object(Bucket=self._bucket, Key=key, CopySource={"Bucket": self._bucket, "Key": source})
        return Written(kind, key, answer["VersionId"], self._clock())

    def delete(self, kind: str, key: str) -> Written:
        with calling("DeleteObject", f"{self._bucket}/{key}"):
            answer = self._s3.delete_object(Bucket=self._bucket, Key=key)
        return Written(kind, key, answer["VersionId"], self._clock(), Change.DELETE_MARKER)


def write_existing(s3: "S3Client", bucket: str) -> Written:
    """Writes the object that exists before the rule does."""
    return Writer(s3, bucket).put("existed before the rule", _EXISTING_KEY, Change.EXISTING)


def write_all(s3: "S3Client", bucket: str) -> Iterator[Written]:
    """Writes every other kind; returns them in the order of writing."""
    writer = Writer(s3, bucket)
    yield writer.put("plain", "plain.txt")
    yield writer.put("with metadata and tags", RETAGGED_KEY, Metadata={"project": "demo"}, Tagging="team=storage&class=public")
    yield writer.put("encrypted with SSE-S3", "sse-s3.txt", ServerSideEncryption="AES256")
    yield writer.put("encrypted with SSE-KMS", "sse-kms.txt", ServerSideEncryption="aws:kms")
    yield writer.multipart("multipart, 5 MiB", "multipart.bin")
    yield writer.copy("a copy", "copy.txt", source="plain.txt")
    yield writer.put("first of two versions", "overwritten.txt")
    yield writer.put("second of two versions", "overwritten.txt")
    yield writer.put("deleted afterwards", "deleted.txt")
    yield writer.delete("its delete marker", "deleted.txt")
    yield writer.put("version deleted afterwards", PURGED_KEY)
    yield writer.put("straight into Glacier", "archive.txt", StorageClass="GLACIER")


def delete_version(s3: "S3Client", bucket: str, written: Written) -> Written:
    """Permanently deletes one version. S3 never replicates this (fact 3.71)."""
    with calling("DeleteObjectVersion", f"{bucket}/{written.key}"):
        s3.delete_object(Bucket=bucket, Key=written.key, VersionId=written.version_id)
    return Written("delete of that version", written.key, written.version_id, time.monotonic(), Change.VERSION_DELETE)


def retag(s3: "S3Client", bucket: str, written: Written) -> Written:
    """Changes the tags of a replicated version. S3 replicates the change (fact 3.96)."""
    with calling("PutObjectTagging", f"{bucket}/{written.key}"):
        s3.put_object_tagging(
            Bucket=bucket, Key=written.key, VersionId=written.version_id, Tagging={"TagSet": [{"Key": "team", "Value": "changed-later"}]}
        )
    return Written("tags changed later", written.key, written.version_id, time.monotonic(), Change.TAGS)
