"""Versions between moto's terms and the core's."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime

from moto.s3.models import FakeAcl

from s3_replication.core import Encryption, EncryptionKind, Lock, Replica, ReplicationStatus, Version
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import PRIVATE, LocalKey, LocalMarker, aware, naive

__all__ = ["apply_metadata", "look_of", "read_lock", "read_version", "stored_replica"]

NO_LOCK = Lock()
SSE_S3 = Encryption()


def read_lock(key: LocalKey) -> Lock:
    """The lock data of a version."""
    if key.lock_mode is None and key.lock_legal_status is None:
        return NO_LOCK
    until = datetime.fromisoformat(key.lock_until.replace("Z", "+00:00")) if key.lock_until else None
    return Lock(key.lock_mode, aware(until) if until is not None and until.tzinfo is None else until, key.lock_legal_status)


def _encryption(key: LocalKey) -> Encryption:
    if key.sse_c_key_md5 is not None:
        return Encryption(EncryptionKind.SSE_C)
    if key.kms_key_id is None:
        return SSE_S3
    return Encryption(EncryptionKind(key.encryption or "aws:kms"), key.kms_key_id, key.bucket_key_enabled == "true")


def _acl(acl: FakeAcl | None) -> str | None:
    """An ACL by its canned name where it is one that matters to replication, else by its grants in words."""
    if acl is None:
        return None
    return "private" if acl is PRIVATE else _described(acl)


def _described(acl: FakeAcl) -> str:
    if acl.public_read:
        return "public-read"
    grants = sorted(
        f"{'+'.join(sorted(grant.permissions))} to {', '.join(who.uri or who.id for who in grant.grantees)}" for grant in acl.grants
    )
    return "private" if not grants or _is_private(acl) else "; ".join(grants)


def _is_private(acl: FakeAcl) -> bool:
    return all(grant.permissions == ["FULL_CONTROL"] and not any(who.uri for who in grant.grantees) for grant in acl.grants)


def read_version(bucket: LocalBucket, version: LocalKey | LocalMarker) -> Version:
    """One stored version in the core's terms."""
    if isinstance(version, LocalMarker):
        return Version(bucket.name, version.name, version.version_id, aware(version.last_modified), delete_marker=True,
                       replica=version.replica, status=version.replication_status)  # fmt: skip
    checksum = version.checksum_value and (version.checksum_algorithm or "", version.checksum_value, version.checksum_type or "FULL_OBJECT")
    return Version(
        bucket=bucket.name,
        key=version.name,
        version_id=version.version_id,
        last_modified=aware(version.last_modified),
        size=version.contentsize,
        etag=version.etag.strip('"'),
        headers={},
        metadata={},
        tags=version.tags,
        acl=_acl(version.acl),
        owner=version.owner,
        readable_by_bucket_owner=version.owner == bucket.account_id or _bucket_owner_reads(version.acl),
        encryption=_encryption(version),
        storage_class=version._storage_class or "STANDARD",
        checksum=checksum or None,
        lock=read_lock(version),
        multipart=version.multipart is not None,
        replica=version.replica,
        status=version.replication_status,
    )


def look_of(version: LocalKey | LocalMarker) -> Hashable | None:
    """What `read_version` reads of a plain object, but for its names, time, bytes and checksum; None for versions of other kinds."""
    if isinstance(version, LocalMarker) or version.acl is not PRIVATE:
        return None
    if version.kms_key_id is not None or version.sse_c_key_md5 is not None or version.lock_mode is not None:
        return None
    return (
        version.owner, tuple(sorted(version.tags.items())) if version.tags else (), version._storage_class, version.lock_legal_status,
        version.replica, version.replication_status,
    )  # fmt: skip


def _bucket_owner_reads(acl: FakeAcl | None) -> bool:
    """Whether an object of another account lets the bucket's owner read it and its ACL (fact 3.17)."""
    return acl is not None and (acl.public_read or any("FULL_CONTROL" in grant.permissions and len(acl.grants) > 1 for grant in acl.grants))


def stored_replica(destination: LocalBucket, source: LocalKey | LocalMarker, replica: Replica) -> LocalKey | LocalMarker:
    """The replica as it is stored: everything of the source version, then what the core says differs.

    Key, version id, time, bytes and checksum are always the source version's, so `replica` may be that of another version that looks alike.
    """
    look = replica.version
    if isinstance(source, LocalMarker):
        marker = LocalMarker(source.name, source.version_id, source.last_modified, look.owner or destination.account_id)
        marker.replica, marker.replication_status = True, ReplicationStatus.REPLICA
        return marker
    key = LocalKey(source.name, source.value, account_id=destination.account_id, region_name=destination.region_name,
                   partition=destination.partition, bucket_name=destination.name, version_id=source.version_id,
                   last_modified=source.last_modified, owner=look.owner or destination.account_id, metadata=source._metadata)  # fmt: skip
    key._etag, key.multipart = look.etag or source._etag, source.multipart
    key.website_redirect_location = source.website_redirect_location
    key._storage_class, key.tags = look.storage_class, dict(look.tags)
    key.checksum_algorithm, key.checksum_value = source.checksum_algorithm, source.checksum_value
    key.checksum_type, key.checksum_parts = source.checksum_type, source.checksum_parts
    key.sse_c_key_md5, key.replica, key.replication_status = source.sse_c_key_md5, True, ReplicationStatus.REPLICA
    _set_encryption(key, look.encryption)
    _set_lock(key, look.lock)
    if look.acl is not None and look.acl == _acl(source.acl):
        key.acl = source.acl
    if replica.applies_default_retention:
        key.lock_mode, key.lock_until = destination.default_lock_mode, destination.default_retention()
    return key


def _set_encryption(key: LocalKey, encryption: Encryption) -> None:
    key.encryption = None if encryption.kind is EncryptionKind.SSE_C else encryption.kind.value
    key.kms_key_id = encryption.key_arn if isinstance(encryption.key_arn, str) else None
    key.bucket_key_enabled = "true" if encryption.bucket_key else None


def _set_lock(key: LocalKey, lock: Lock) -> None:
    key.lock_mode, key.lock_legal_status = lock.mode, lock.legal_hold
    key.lock_until = naive(lock.retain_until).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if lock.retain_until is not None else None


def apply_metadata(key: LocalKey, source: LocalKey, look: Version, component: str) -> None:
    """One changed component of the source version, taken over by the version on the other side."""
    if component == "tags":
        key.tags = dict(look.tags)
    elif component == "acl":
        key.acl = source.acl
    elif component == "retention":
        _set_lock(key, replace(read_lock(key), mode=look.lock.mode, retain_until=look.lock.retain_until))
    elif component == "legal-hold":
        key.lock_legal_status = look.lock.legal_hold
