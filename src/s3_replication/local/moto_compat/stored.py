"""What the capabilities beside replication read from and write into S3's stored buckets: versions, objects, markers, storage classes."""

from dataclasses import dataclass

from moto.s3.models import s3_backends

from s3_replication.core import Bucket, Change, Version, partition_of
from s3_replication.local.listed import Listed, Upload
from s3_replication.local.moto_compat.backend import LocalS3Backend
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import LocalKey, LocalMarker, aware
from s3_replication.local.moto_compat.uploads import LocalMultipart
from s3_replication.local.moto_compat.versions import read_version
from s3_replication.local.moto_compat.world import find_bucket, read_bucket
from s3_replication.local.moto_compat.writing import put_service_object

__all__ = ["StoredObject", "abort_upload", "add_marker", "bucket_of", "document", "find_stored", "has_key", "listed", "new_storage_class",
           "read_object", "remove_version", "uploads", "write_object"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object's bytes with what names them."""

    body: bytes
    etag: str
    version_id: str


def bucket_of(name: str) -> Bucket | None:
    """A bucket in the core's terms; None where there is none of that name."""
    found = find_bucket(name)
    return None if found is None else read_bucket(found)


def document(bucket: str, subresource: str, identifier: str = "") -> bytes | None:
    """A configuration document exactly as it was sent."""
    found = find_bucket(bucket)
    return None if found is None else found.document(subresource, identifier)


def find_stored(bucket: LocalBucket, key: str, version_id: str) -> LocalKey | LocalMarker | None:
    """One version or marker."""
    return bucket.keys.find(key, version_id)


def has_key(bucket: LocalBucket, key: str) -> bool:
    """Whether the key has any version."""
    return bucket.keys.current(key) is not None


def listed(name: str, prefix: str = "") -> list[Listed]:
    """Every version under a prefix, in key order and newest first; () for a bucket that is not there."""
    bucket = find_bucket(name)
    if bucket is None:
        return []
    found: list[Listed] = []
    newer: LocalKey | LocalMarker | None = None
    for stored in bucket.keys.everything():
        same = newer is not None and newer.name == stored.name
        if stored.name.startswith(prefix):
            superseded = aware(newer.last_modified) if same and newer is not None else None
            found.append(Listed(read_version(bucket, stored), not same, superseded))
        newer = stored
    return found


def uploads(name: str) -> list[Upload]:
    """Every multipart upload that is under way; () for a bucket that is not there."""
    found = find_bucket(name)
    pending = () if found is None else found.multiparts.values()
    return [Upload(one.key_name, one.id, one.initiated) for one in pending if isinstance(one, LocalMultipart)]


def abort_upload(bucket: str, upload_id: str) -> None:
    """End an upload and forget its parts, as lifecycle does."""
    found = find_bucket(bucket)
    if found is not None:
        found.multiparts.pop(upload_id, None)


def read_object(bucket: str, key: str, version_id: str | None = None) -> StoredObject | None:
    """An object's bytes; None where bucket, key or version is not there or is a marker."""
    found = find_bucket(bucket)
    if found is None:
        return None
    stored = found.keys.current(key) if version_id is None else found.keys.find(key, version_id)
    return StoredObject(stored.value, stored.etag.strip('"'), stored.version_id) if isinstance(stored, LocalKey) else None


def write_object(bucket: Bucket, key: str, body: bytes, content_type: str, *, kms_key: str | None = None,
                 sse_s3: bool = False) -> StoredObject:  # fmt: skip
    """A new object of S3's own services; raises S3Error where the KMS key cannot be used."""
    written = put_service_object(bucket.name, key, body, content_type=content_type, kms_key=kms_key, sse_s3=sse_s3)
    return StoredObject(body, written.etag.strip('"'), written.version_id)


def _backend(bucket: Bucket) -> LocalS3Backend:
    found = s3_backends[bucket.account][partition_of(bucket.arn)]
    assert isinstance(found, LocalS3Backend)  # noqa: S101 - install() put ours in place
    return found


def remove_version(bucket: str, key: str, version_id: str) -> bool:
    """Take a version away for good, as lifecycle does; False where it is not there any more."""
    found = find_bucket(bucket)
    gone = None if found is None else found.keys.remove(key, version_id)
    if found is None or gone is None:
        return False
    hooks.replication.version_deleted(found, gone)
    return True


def add_marker(bucket: Bucket, key: str) -> Version:
    """A delete marker that lifecycle makes; S3 decides about its replication as about every change (facts 3.68, 3.69)."""
    backend = _backend(bucket)
    local = backend.own(bucket.name)
    made = backend.mark(local, key)
    hooks.replication.admit(local, made, Change.LIFECYCLE)
    return read_version(local, made)


def new_storage_class(bucket: str, key: str, version_id: str, storage_class: str) -> bool:
    """Move a version to another class in place, as lifecycle does; False where it is not there any more."""
    found = find_bucket(bucket)
    stored = None if found is None else found.keys.find(key, version_id)
    if not isinstance(stored, LocalKey):
        return False
    stored._storage_class = storage_class
    return True
