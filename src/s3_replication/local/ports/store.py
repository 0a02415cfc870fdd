"""What the capabilities read from and write into S3's stored buckets: versions, objects, markers, storage classes."""

from dataclasses import dataclass
from typing import Protocol

from s3_replication.core import Bucket, Version, World
from s3_replication.local.ports.listing import ListedVersion, Upload

__all__ = ["Store", "StoredObject"]


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object's bytes with what names them."""

    body: bytes
    etag: str
    version_id: str


class Store(Protocol):
    """Buckets of every account; names are bucket names, and a bucket that does not exist holds nothing."""

    def world(self) -> World:
        """The world as it is now; a snapshot is right until the next configuration change, so take a new one then."""

    def bucket(self, name: str) -> Bucket | None:
        """A bucket in the core's terms."""

    def document(self, bucket: str, subresource: str, identifier: str = "") -> bytes | None:
        """A configuration document exactly as it was sent."""

    def version(self, bucket: str, key: str, version_id: str) -> Version | None:
        """One version or marker in the core's terms."""

    def has_key(self, bucket: str, key: str) -> bool:
        """Whether the key has any version."""

    def versions(self, bucket: str, prefix: str = "") -> list[ListedVersion]:
        """Every version under a prefix, in key order and newest first."""

    def uploads(self, bucket: str) -> list[Upload]:
        """Every multipart upload that is under way."""

    def abort_upload(self, bucket: str, upload_id: str) -> None:
        """End an upload and forget its parts, as lifecycle does."""

    def read_object(self, bucket: str, key: str, version_id: str | None = None) -> StoredObject | None:
        """An object's bytes; None where bucket, key or version does not exist or is a marker."""

    def write_object(self, bucket: Bucket, key: str, body: bytes, content_type: str, *, kms_key: str | None = None,
                     sse_s3: bool = False) -> StoredObject:  # fmt: skip
        """A new object of S3's own services, which replicates like any other (fact 3.08).

        `kms_key` encrypts it with that key, `sse_s3` with SSE-S3 whatever the bucket's default is. Raises InputError without the bucket
        and S3Error where the key cannot be used.
        """

    def remove_version(self, bucket: str, key: str, version_id: str) -> bool:
        """Take a version away for good, as lifecycle does; False where it does not exist any more."""

    def add_marker(self, bucket: Bucket, key: str) -> Version:
        """A delete marker that lifecycle makes; S3 decides about its replication as about every change (facts 3.68, 3.69)."""

    def set_storage_class(self, bucket: str, key: str, version_id: str, storage_class: str) -> bool:
        """Move a version to another class in place, as lifecycle does; False where it does not exist any more."""
