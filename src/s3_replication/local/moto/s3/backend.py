"""moto's S3Backend with S3's own versioning, deletes, locks, tags and listings."""

from typing import Any

from moto.s3 import notifications
from moto.s3.exceptions import AccessDeniedByLock, MissingKey, MissingVersion
from moto.s3.models import FakeAcl, FakeBucket, FakeKey, FakeMultipart, S3Backend, get_canned_acl
from moto.s3.utils import STORAGE_CLASS

from s3_replication.core import Change
from s3_replication.local.moto.store.bucket import LocalBucket, adopt
from s3_replication.local.moto.store.encryption import encrypt
from s3_replication.local.moto.store.key import NULL_VERSION, LocalKey, LocalMarker
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.tags import check_tags

__all__ = ["LocalS3Backend"]

Event = notifications.S3NotificationEvent


class LocalS3Backend(S3Backend):
    """One account's S3."""

    runtime: Runtime  # set where `installation` hands this class to moto

    def create_bucket(self, bucket_name: str, region_name: str, bucket_namespace: str | None = None) -> FakeBucket:
        """moto's bucket, adopted."""
        return adopt(super().create_bucket(bucket_name, region_name, bucket_namespace), authorized=self.runtime.authorizes)

    def local_bucket(self, bucket_name: str) -> LocalBucket:
        """A bucket of any account; raises moto's NoSuchBucket."""
        bucket = self.get_bucket(bucket_name)
        assert isinstance(bucket, LocalBucket)  # noqa: S101 - every bucket was adopted
        return bucket

    def new_version(self, bucket: LocalBucket, name: str, value: bytes) -> LocalKey:
        """A version that the caller of this request writes, not stored yet."""
        return bucket.new_version(name, value, self.runtime.journal.caller, self.runtime.clock.now())

    def put_object(self, bucket_name: str, key_name: str, value: bytes, storage: str | None = None, etag: str | None = None,
                   multipart: FakeMultipart | None = None, encryption: str | None = None, kms_key_id: str | None = None,
                   bucket_key_enabled: Any = None, lock_mode: str | None = None, lock_legal_status: str | None = None,
                   lock_until: str | None = None, checksum_value: str | None = None, request_method: str | None = "PUT",
                   disable_notification: bool | None = False) -> LocalKey:  # fmt: skip
        """A new version, with default encryption, an existing KMS key and the bucket's default retention; not queued yet."""
        if storage is not None and storage not in STORAGE_CLASS:
            raise S3Error("InvalidStorageClass", StorageClassRequested=str(storage))
        bucket = self.local_bucket(bucket_name)
        key = self.new_version(bucket, key_name, value if isinstance(value, bytes) else str(value).encode())
        key._storage_class = storage or "STANDARD"
        key._etag, key.checksum_value = etag, checksum_value
        if multipart is not None:
            key.multipart = multipart
        encrypt(key, bucket, encryption, kms_key_id, bucket_key_enabled)
        key.lock_mode, key.lock_until, key.lock_legal_status = lock_mode, lock_until, lock_legal_status
        if multipart is not None and not lock_mode and bucket.has_default_lock:
            key.lock_mode, key.lock_until = bucket.default_lock_mode, bucket.default_retention()
        bucket.place(key)
        self.runtime.journal.note(bucket, key, Change.OBJECT)
        if not disable_notification and bucket.notification_configuration is not None:
            event = Event.OBJECT_CREATED_POST_EVENT if request_method == "POST" else Event.OBJECT_CREATED_PUT_EVENT
            notifications.send_event(bucket.account_id, event, bucket, key)
        return key

    def copy_object(self, src_key: FakeKey, *args: Any, **kwargs: Any) -> None:
        """As moto, with the source's tags, which live on the version here; a copy is one part whatever the source was."""
        super().copy_object(src_key, *args, **kwargs)
        made = self.runtime.journal.entries[-1][1]
        if isinstance(made, LocalKey) and isinstance(src_key, LocalKey):
            made.tags, made.multipart = dict(src_key.tags), None

    def delete_object(self, bucket_name: str, key_name: str, version_id: str | None = None,
                      bypass: bool = False) -> tuple[bool, dict[str, Any]]:  # fmt: skip
        """A marker on top, or one version gone. Fixed: markers for keys that never existed, suspended buckets, marker headers."""
        bucket = self.local_bucket(bucket_name)
        if version_id is not None:
            return True, self._delete_version(bucket, key_name, version_id, bypass)
        if not bucket.versioning_is_known:
            gone = bucket.keys.remove(key_name, NULL_VERSION)
            if gone is not None:
                self._notify(bucket, gone, Event.OBJECT_REMOVED_DELETE_EVENT)
            return True, {}
        marker = bucket.add_marker(key_name, self.runtime.clock.now())
        self.runtime.journal.note(bucket, marker, Change.DELETE_MARKER)
        self._notify(bucket, marker, Event.OBJECT_REMOVED_DELETE_MARKER_CREATED_EVENT)
        return True, {"version-id": marker.version_id, "delete-marker": "true"}

    def _delete_version(self, bucket: LocalBucket, key_name: str, version_id: str, bypass: bool) -> dict[str, Any]:
        meta = {"version-id": version_id} if bucket.versioning_is_known else {}
        with bucket.keys.guard:
            found = bucket.keys.find(key_name, version_id)
            if found is None:
                return meta
            if isinstance(found, LocalKey) and found.is_locked(governance_bypass=bypass):
                raise AccessDeniedByLock
            bucket.keys.remove(key_name, version_id)
        self.runtime.replication.version_deleted(bucket, found)
        self._notify(bucket, found, Event.OBJECT_REMOVED_DELETE_EVENT)
        if isinstance(found, LocalMarker):
            meta["delete-marker"] = "true"
        return meta

    def _notify(self, bucket: LocalBucket, version: LocalKey | LocalMarker, event: Any) -> None:
        if bucket.notification_configuration is not None:
            notifications.send_event(bucket.account_id, event, bucket, version)

    def _version(self, bucket_name: str, key_name: str, version_id: str | None) -> tuple[LocalBucket, LocalKey]:
        bucket = self.local_bucket(bucket_name)
        found = bucket.keys.current(key_name) if version_id is None else bucket.keys.find(key_name, version_id)
        if isinstance(found, LocalMarker):
            raise S3Error("MethodNotAllowed", headers={"x-amz-delete-marker": "true"}, ResourceType="DeleteMarker")
        if found is None:
            raise MissingKey(key=key_name) if version_id is None else MissingVersion()
        return bucket, found

    def get_object_tagging(self, key: FakeKey) -> dict[str, list[dict[str, str]]]:
        """The tags, kept on the version itself (moto: in one table for all, keyed by a made-up ARN)."""
        tags = key.tags if isinstance(key, LocalKey) else {}
        return {"Tags": [{"Key": name, "Value": value} for name, value in sorted(tags.items())]}

    def put_object_tagging(self, key: FakeKey, tags: dict[str, str] | None) -> FakeKey:
        """Replaces the set of one version, after moto's checks and S3's limit of ten."""
        assert isinstance(key, LocalKey)  # noqa: S101 - all stored keys are
        check_tags(tags or {})
        key.tags = dict(tags or {})
        bucket = self.local_bucket(str(key.bucket_name))
        self.runtime.journal.note(bucket, key, Change.TAGS)
        if tags:
            self._notify(bucket, key, Event.OBJECT_TAGGING_PUT_EVENT)
        return key

    def delete_object_tagging(self, bucket_name: str, key_name: str, version_id: str | None = None) -> None:
        """Removes all tags of one version."""
        bucket, key = self._version(bucket_name, key_name, version_id)
        key.tags = {}
        self.runtime.journal.note(bucket, key, Change.TAGS)
        self._notify(bucket, key, Event.OBJECT_TAGGING_DELETE_EVENT)

    def put_object_acl(self, bucket_name: str, key_name: str, acl: FakeAcl | None, disable_notification: bool | None = False,
                       version_id: str | None = None) -> None:  # fmt: skip
        """Fixed: moto ignores the version id."""
        bucket, key = self._version(bucket_name, key_name, version_id)
        key.set_acl(acl or get_canned_acl("private"))
        self.runtime.journal.note(bucket, key, Change.ACL)
        if not disable_notification:
            self._notify(bucket, key, Event.OBJECT_ACL_UPDATE_EVENT)

    def put_object_legal_hold(self, bucket_name: str, key_name: str, version_id: str | None, legal_hold_status: Any) -> None:
        """Sets or lifts the legal hold of one version."""
        bucket, key = self._version(bucket_name, key_name, version_id)
        key.lock_legal_status = legal_hold_status
        self.runtime.journal.note(bucket, key, Change.LEGAL_HOLD)

    def put_object_retention(self, bucket_name: str, key_name: str, version_id: str | None,
                             retention: tuple[str | None, str | None]) -> None:  # fmt: skip
        """Sets the retention of one version; whether it may is checked before."""
        bucket, key = self._version(bucket_name, key_name, version_id)
        key.lock_mode, key.lock_until = retention
        self.runtime.journal.note(bucket, key, Change.RETENTION)
