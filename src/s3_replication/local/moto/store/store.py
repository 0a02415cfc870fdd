"""The store port over moto's memory: what the capabilities read from and write into stored buckets."""

from datetime import datetime

from moto.s3.models import s3_backends

from s3_replication.core import Bucket, Change, Version, World
from s3_replication.errors import InputError
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey, LocalMarker, aware
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.moto.store.upload import LocalMultipart
from s3_replication.local.moto.store.versions import read_version
from s3_replication.local.moto.store.world import find_bucket, live_world, read_bucket
from s3_replication.local.ports.listing import ListedVersion, Upload
from s3_replication.local.ports.store import StoredObject

__all__ = ["MotoStore"]


class MotoStore:
    """Implements `ports.store.Store`, which says what each method does."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def world(self) -> World:
        """The world as it is now."""
        return live_world(self._runtime.switches)

    def bucket(self, name: str) -> Bucket | None:
        """A bucket in the core's terms."""
        found = find_bucket(name)
        return None if found is None else read_bucket(found)

    def document(self, bucket: str, subresource: str, identifier: str = "") -> bytes | None:
        """A configuration document exactly as it was sent."""
        found = find_bucket(bucket)
        return None if found is None else found.document(subresource, identifier)

    def version(self, bucket: str, key: str, version_id: str) -> Version | None:
        """One version or marker in the core's terms."""
        found = find_bucket(bucket)
        stored = None if found is None else found.keys.find(key, version_id)
        return None if found is None or stored is None else read_version(found, stored)

    def has_key(self, bucket: str, key: str) -> bool:
        """Whether the key has any version."""
        found = find_bucket(bucket)
        return found is not None and found.keys.current(key) is not None

    def versions(self, bucket: str, prefix: str = "") -> list[ListedVersion]:
        """Every version under a prefix, in key order and newest first."""
        found = find_bucket(bucket)
        return [] if found is None else _listed(found, prefix)

    def uploads(self, bucket: str) -> list[Upload]:
        """Every multipart upload that is under way."""
        found = find_bucket(bucket)
        pending = () if found is None else found.multiparts.values()
        return [Upload(one.key_name, one.id, one.initiated) for one in pending if isinstance(one, LocalMultipart)]

    def abort_upload(self, bucket: str, upload_id: str) -> None:
        """End an upload and forget its parts."""
        found = find_bucket(bucket)
        if found is not None:
            found.multiparts.pop(upload_id, None)

    def read_object(self, bucket: str, key: str, version_id: str | None = None) -> StoredObject | None:
        """An object's bytes."""
        found = find_bucket(bucket)
        if found is None:
            return None
        stored = found.keys.current(key) if version_id is None else found.keys.find(key, version_id)
        return StoredObject(stored.value, stored.etag.strip('"'), stored.version_id) if isinstance(stored, LocalKey) else None

    def write_object(self, bucket: Bucket, key: str, body: bytes, content_type: str, *, kms_key: str | None = None,
                     sse_s3: bool = False) -> StoredObject:  # fmt: skip
        """A new object of S3's own services, on behalf of the bucket's owner."""
        found = find_bucket(bucket.name)
        if found is None:
            raise InputError(f"there is no bucket {bucket.name!r} to write {key!r} to; create it first")
        journal = self._runtime.journal
        journal.take()
        journal.caller = found.account_id
        kind = "aws:kms" if kms_key is not None else "AES256" if sse_s3 else None
        backend = s3_backends[found.account_id][found.partition]
        written = backend.put_object(found.name, key, body, encryption=kind, kms_key_id=kms_key)
        written._metadata["Content-Type"] = content_type
        for where, version, change in journal.take():
            self._runtime.replication.admit(where, version, change)
        return StoredObject(body, written.etag.strip('"'), str(written.version_id))

    def remove_version(self, bucket: str, key: str, version_id: str) -> bool:
        """Take a version away for good."""
        found = find_bucket(bucket)
        gone = None if found is None else found.keys.remove(key, version_id)
        if found is None or gone is None:
            return False
        self._runtime.replication.version_deleted(found, gone)
        return True

    def add_marker(self, bucket: Bucket, key: str) -> Version:
        """A delete marker that lifecycle makes."""
        found = find_bucket(bucket.name)
        if found is None:
            raise InputError(f"there is no bucket {bucket.name!r} to put a delete marker into; create it first")
        made = found.add_marker(key, self._now())
        self._runtime.replication.admit(found, made, Change.LIFECYCLE)
        return read_version(found, made)

    def set_storage_class(self, bucket: str, key: str, version_id: str, storage_class: str) -> bool:
        """Move a version to another class in place."""
        found = find_bucket(bucket)
        stored = None if found is None else found.keys.find(key, version_id)
        if not isinstance(stored, LocalKey):
            return False
        stored._storage_class = storage_class
        return True

    def _now(self) -> datetime:
        return self._runtime.clock.now()


def _listed(bucket: LocalBucket, prefix: str) -> list[ListedVersion]:
    found: list[ListedVersion] = []
    newer: LocalKey | LocalMarker | None = None
    for stored in bucket.keys.all_versions():
        same = newer is not None and newer.name == stored.name
        if stored.name.startswith(prefix):
            superseded = aware(newer.last_modified) if same and newer is not None else None
            found.append(ListedVersion(read_version(bucket, stored), not same, superseded))
        newer = stored
    return found
