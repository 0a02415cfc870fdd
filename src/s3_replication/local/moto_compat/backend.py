"""moto's S3Backend with S3's own versioning, deletes, locks, tags and listings."""

from typing import Any

from moto.s3 import notifications
from moto.s3.exceptions import AccessDeniedByLock, MissingKey, MissingVersion
from moto.s3.models import FakeAcl, FakeBucket, FakeKey, FakeMultipart, S3Backend, get_canned_acl
from moto.s3.utils import STORAGE_CLASS

from s3_replication.core import Change
from s3_replication.local.moto_compat import kms, listing, urls
from s3_replication.local.moto_compat.bucket import LocalBucket, adopt
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import NULL_VERSION, LocalKey, LocalMarker, naive, new_version_id
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.tags import check_tags

__all__ = ["LocalS3Backend"]

Event = notifications.S3NotificationEvent


class LocalS3Backend(S3Backend):
    """One account's S3; moto makes it for each account through `s3_backends.backend`."""

    @property
    def _url_module(self) -> Any:
        return urls

    def create_bucket(self, bucket_name: str, region_name: str, bucket_namespace: str | None = None) -> FakeBucket:
        """moto's bucket, adopted."""
        return adopt(super().create_bucket(bucket_name, region_name, bucket_namespace))

    def own(self, bucket_name: str) -> LocalBucket:
        """A bucket of any account; raises moto's NoSuchBucket."""
        bucket = self.get_bucket(bucket_name)
        assert isinstance(bucket, LocalBucket)  # noqa: S101 - every bucket was adopted
        return bucket

    def new_key(self, bucket: LocalBucket, name: str, value: bytes) -> LocalKey:
        """A version that is not stored yet. Its owner is the bucket's unless ACLs are in use and another account writes."""
        owner = bucket.account_id if bucket.enforces_owner else hooks.journal.caller or bucket.account_id
        return LocalKey(name, value, account_id=bucket.account_id, region_name=bucket.region_name, partition=bucket.partition,
                        bucket_name=bucket.name, version_id=new_version_id() if bucket.is_versioned else NULL_VERSION,
                        last_modified=naive(hooks.clock.now()), owner=owner)  # fmt: skip

    def store(self, bucket: LocalBucket, key: LocalKey | LocalMarker) -> None:
        """Put a version in place. Mended: with versioning suspended moto drops every old version, not just the null one."""
        with bucket.keys.guard:
            if key.version_id == NULL_VERSION:
                bucket.keys.remove(key.name, NULL_VERSION)
            bucket.keys.insert(key.name, key)

    def put_object(self, bucket_name: str, key_name: str, value: bytes, storage: str | None = None, etag: str | None = None,
                   multipart: FakeMultipart | None = None, encryption: str | None = None, kms_key_id: str | None = None,
                   bucket_key_enabled: Any = None, lock_mode: str | None = None, lock_legal_status: str | None = None,
                   lock_until: str | None = None, checksum_value: str | None = None, request_method: str | None = "PUT",
                   disable_notification: bool | None = False) -> FakeKey:  # fmt: skip
        """A new version, with default encryption, an existing KMS key and the bucket's default retention; not admitted yet."""
        if storage is not None and storage not in STORAGE_CLASS:
            raise S3Error("InvalidStorageClass", StorageClassRequested=str(storage))
        bucket = self.own(bucket_name)
        key = self.new_key(bucket, key_name, value if isinstance(value, bytes) else str(value).encode())
        key._storage_class = storage or "STANDARD"
        key._etag, key.checksum_value = etag, checksum_value
        if multipart is not None:
            key.multipart = multipart
        kms.encrypt(key, bucket, encryption, kms_key_id, bucket_key_enabled)
        key.lock_mode, key.lock_until, key.lock_legal_status = lock_mode, lock_until, lock_legal_status
        if multipart is not None and not lock_mode and bucket.has_default_lock:
            key.lock_mode, key.lock_until = bucket.default_lock_mode, bucket.default_retention()
        self.store(bucket, key)
        hooks.journal.note(bucket, key, Change.OBJECT)
        if not disable_notification and bucket.notification_configuration is not None:
            event = Event.OBJECT_CREATED_POST_EVENT if request_method == "POST" else Event.OBJECT_CREATED_PUT_EVENT
            notifications.send_event(bucket.account_id, event, bucket, key)
        return key

    def copy_object(self, src_key: FakeKey, *args: Any, **kwargs: Any) -> None:
        """As moto, with the source's tags, which live on the version here; a copy is one part whatever the source was."""
        super().copy_object(src_key, *args, **kwargs)
        made = hooks.journal.entries[-1][1]
        if isinstance(made, LocalKey) and isinstance(src_key, LocalKey):
            made.tags, made.multipart = dict(src_key.tags), None

    def delete_object(self, bucket_name: str, key_name: str, version_id: str | None = None,
                      bypass: bool = False) -> tuple[bool, dict[str, Any]]:  # fmt: skip
        """A marker on top, or one version gone. Mended: markers for keys that never existed, suspended buckets, marker headers."""
        bucket = self.own(bucket_name)
        if version_id is not None:
            return True, self._delete_version(bucket, key_name, version_id, bypass)
        if not bucket.versioning_is_known:
            gone = bucket.keys.remove(key_name, NULL_VERSION)
            if gone is not None:
                self._notify(bucket, gone, Event.OBJECT_REMOVED_DELETE_EVENT)
            return True, {}
        marker = self.mark(bucket, key_name)
        hooks.journal.note(bucket, marker, Change.DELETE_MARKER)
        self._notify(bucket, marker, Event.OBJECT_REMOVED_DELETE_MARKER_CREATED_EVENT)
        return True, {"version-id": marker.version_id, "delete-marker": "true"}

    def mark(self, bucket: LocalBucket, key_name: str) -> LocalMarker:
        """Put a delete marker on top of a key."""
        version = new_version_id() if bucket.is_versioned else NULL_VERSION
        marker = LocalMarker(key_name, version, naive(hooks.clock.now()), bucket.account_id)
        self.store(bucket, marker)
        return marker

    def _delete_version(self, bucket: LocalBucket, key_name: str, version_id: str, bypass: bool) -> dict[str, Any]:
        meta = {"version-id": version_id} if bucket.versioning_is_known else {}
        with bucket.keys.guard:
            found = bucket.keys.find(key_name, version_id)
            if found is None:
                return meta
            if isinstance(found, LocalKey) and found.is_locked(governance_bypass=bypass):
                raise AccessDeniedByLock
            bucket.keys.remove(key_name, version_id)
        hooks.replication.version_deleted(bucket, found)
        self._notify(bucket, found, Event.OBJECT_REMOVED_DELETE_EVENT)
        if isinstance(found, LocalMarker):
            meta["delete-marker"] = "true"
        return meta

    def _notify(self, bucket: LocalBucket, version: LocalKey | LocalMarker, event: Any) -> None:
        if bucket.notification_configuration is not None:
            notifications.send_event(bucket.account_id, event, bucket, version)

    def _version(self, bucket_name: str, key_name: str, version_id: str | None) -> tuple[LocalBucket, LocalKey]:
        bucket = self.own(bucket_name)
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
        bucket = self.own(str(key.bucket_name))
        hooks.journal.note(bucket, key, Change.TAGS)
        if tags:
            self._notify(bucket, key, Event.OBJECT_TAGGING_PUT_EVENT)
        return key

    def delete_object_tagging(self, bucket_name: str, key_name: str, version_id: str | None = None) -> None:
        """Removes all tags of one version."""
        bucket, key = self._version(bucket_name, key_name, version_id)
        key.tags = {}
        hooks.journal.note(bucket, key, Change.TAGS)
        self._notify(bucket, key, Event.OBJECT_TAGGING_DELETE_EVENT)

    def put_object_acl(self, bucket_name: str, key_name: str, acl: FakeAcl | None, disable_notification: bool | None = False,
                       version_id: str | None = None) -> None:  # fmt: skip
        """Mended: moto ignores the version id."""
        bucket, key = self._version(bucket_name, key_name, version_id)
        key.set_acl(acl or get_canned_acl("private"))
        hooks.journal.note(bucket, key, Change.ACL)
        if not disable_notification:
            self._notify(bucket, key, Event.OBJECT_ACL_UPDATE_EVENT)

    def put_object_legal_hold(self, bucket_name: str, key_name: str, version_id: str | None, legal_hold_status: Any) -> None:
        """Sets or lifts the legal hold of one version."""
        bucket, key = self._version(bucket_name, key_name, version_id)
        key.lock_legal_status = legal_hold_status
        hooks.journal.note(bucket, key, Change.LEGAL_HOLD)

    def put_object_retention(self, bucket_name: str, key_name: str, version_id: str | None,
                             retention: tuple[str | None, str | None]) -> None:  # fmt: skip
        """Sets the retention of one version; whether it may is checked before."""
        bucket, key = self._version(bucket_name, key_name, version_id)
        key.lock_mode, key.lock_until = retention
        hooks.journal.note(bucket, key, Change.RETENTION)

    def list_object_versions(self, bucket_name: str, delimiter: str | None = None, key_marker: str | None = None,
                             max_keys: int | None = 1000, prefix: str = "", version_id_marker: str | None = None) -> Any:  # fmt: skip
        """One page over the ordered store."""
        return listing.versions(self.own(bucket_name), delimiter, key_marker, max_keys, prefix or "", version_id_marker)

    def list_objects(self, bucket: FakeBucket, prefix: str | None, delimiter: str | None, marker: str | None, max_keys: int | None) -> Any:
        """One page over the ordered store."""
        assert isinstance(bucket, LocalBucket)  # noqa: S101 - every bucket was adopted
        keys, folders, truncated, last = listing.objects(bucket, prefix or "", delimiter, marker, max_keys)
        return keys, folders, truncated, last

    def list_objects_v2(self, bucket: FakeBucket, prefix: str | None, delimiter: str | None, continuation_token: str | None,
                        start_after: str | None, max_keys: int) -> Any:  # fmt: skip
        """One page; the continuation token is the last key, encoded."""
        assert isinstance(bucket, LocalBucket)  # noqa: S101 - every bucket was adopted
        after = listing.token_key(continuation_token) if continuation_token else start_after
        keys, folders, truncated, last = listing.objects(bucket, prefix or "", delimiter, after, max_keys)
        mixed: list[LocalKey | str] = [*keys, *folders]
        mixed.sort(key=_name_of)
        return mixed, truncated, listing.token(last) if truncated and last is not None else None


def _name_of(item: LocalKey | str) -> str:
    return item if isinstance(item, str) else item.name
