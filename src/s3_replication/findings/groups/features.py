"""What decisions distinguish in a new version, apart from its key, and the versions that a bucket can have."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import Enum
from itertools import product
from typing import Final

from s3_replication.core import ARCHIVE_CLASSES, Bucket, Change, Encryption, EncryptionKind, Ownership, Tag, Version
from s3_replication.core.delivery.attempt import moves_in_parts
from s3_replication.core.delivery.destination import PUBLIC_ACLS
from s3_replication.core.matching import KMS_KINDS, is_replica
from s3_replication.findings.groups.source_keys import SourceKey, SourceKeys

__all__ = ["FEATURELESS_KINDS", "FeatureSpace", "Features", "LockState", "VersionKind", "feature_space"]


class VersionKind(Enum):
    """What S3 looks at before the rules; only an OBJECT has further features."""

    OBJECT = "object"
    DELETE_MARKER = "delete marker"
    EXISTING = "existing object"
    REPLICA = "replica"
    ARCHIVED = "object in an archive storage class"


class LockState(Enum):
    """Lock data of a version; a retention with a legal hold counts as a retention."""

    NONE = "none"
    RETENTION = "retention"
    LEGAL_HOLD = "legal hold"


@dataclass(frozen=True, slots=True)
class Features:
    """One combination of features; `tags` are those that select rules, or others if none do."""

    kind: VersionKind = VersionKind.OBJECT
    tags: tuple[Tag, ...] = ()
    encryption: Encryption = field(default_factory=Encryption)
    lock: LockState = LockState.NONE
    large: bool = False
    public_acl: bool = False
    unreadable: bool = False

    def deviations(self, base: "Features") -> tuple[str, ...]:
        """The names of the features that differ from the base."""
        return tuple(name for name in _NAMES if getattr(self, name) != getattr(base, name))


_NAMES: Final = tuple(one.name for one in fields(Features))
FEATURELESS_KINDS: Final = (VersionKind.DELETE_MARKER, VersionKind.EXISTING, VersionKind.REPLICA, VersionKind.ARCHIVED)


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """The values that each feature can have in one bucket; the first of each is that of an ordinary object."""

    keys: SourceKeys
    encryptions: tuple[Encryption, ...]
    locks: tuple[LockState, ...]
    public_acls: tuple[bool, ...]
    unreadable: tuple[bool, ...]

    @property
    def base(self) -> Features:
        """An ordinary object: SSE-S3, without tags, and with lock data only if the bucket has a default retention."""
        return Features(lock=self.locks[0])

    def combinations(self, tags: tuple[tuple[Tag, ...], ...]) -> list[Features]:
        """All combinations of an object, the simplest first; `tags` are the choices that rules for its key distinguish."""
        values = product(tags, self.encryptions, self.locks, (False, True), self.public_acls, self.unreadable)
        return sorted((Features(VersionKind.OBJECT, *value) for value in values), key=lambda found: len(found.deviations(self.base)))

    def find(self, version: Version, change: Change, tags: tuple[Tag, ...]) -> Features | None:
        """The features of a version whose tags count as `tags`; None if the bucket cannot have such a version, or for another change."""
        kind = _kind(version, change)
        if kind is not VersionKind.OBJECT:
            return None if kind is None else Features(kind)
        encryption, lock = self._encryption(version.encryption), _lock(version)
        public = version.acl in PUBLIC_ACLS
        possible = lock in self.locks and public in self.public_acls and (not version.readable_by_bucket_owner) in self.unreadable
        if encryption is None or not possible:
            return None
        return Features(kind, tags, encryption, lock, moves_in_parts(version), public, not version.readable_by_bucket_owner)

    def kms_key(self, features: Features) -> SourceKey | None:
        """The key that the object is encrypted with; None if it is not under a KMS key."""
        return self.keys.representative(features.encryption.key_arn) if features.encryption.kind in KMS_KINDS else None

    def _encryption(self, encryption: Encryption) -> Encryption | None:
        if encryption.kind not in KMS_KINDS:
            return next((one for one in self.encryptions if one.kind is encryption.kind), None)
        key = self.keys.representative(encryption.key_arn)
        found = None if key is None else Encryption(encryption.kind, key.arn, encryption.bucket_key)
        return found if found in self.encryptions else None


def feature_space(source: Bucket, keys: SourceKeys) -> FeatureSpace:
    """What the bucket's settings allow. An unknown setting allows everything."""
    uses_acls = source.ownership is not Ownership.BUCKET_OWNER_ENFORCED
    return FeatureSpace(
        keys,
        tuple(_encryptions(source, keys)),
        _locks(source),
        (False, True) if uses_acls and not source.blocks_public_acls else (False,),
        (False, True) if uses_acls else (False,),
    )


def _encryptions(source: Bucket, keys: SourceKeys) -> Iterator[Encryption]:
    """S3 encrypts every new object (SSE-S3 at least), and S3 Bucket Keys do not work with DSSE-KMS."""
    yield Encryption()
    for key in keys.choices:
        yield Encryption(EncryptionKind.SSE_KMS, key.arn)
        yield Encryption(EncryptionKind.SSE_KMS, key.arn, bucket_key=True)
        yield Encryption(EncryptionKind.DSSE_KMS, key.arn)
    if source.blocks_sse_c is not True:
        yield Encryption(EncryptionKind.SSE_C)


def _locks(source: Bucket) -> tuple[LockState, ...]:
    """With a default retention, every new object has a retention."""
    if source.object_lock is False:
        return (LockState.NONE,)
    if source.object_lock is True and source.default_retention is not None:
        return (LockState.RETENTION,)
    return tuple(LockState)


def _kind(version: Version, change: Change) -> VersionKind | None:
    """In the order in which S3 decides."""
    if change is Change.EXISTING:
        return VersionKind.EXISTING
    if change not in (Change.OBJECT, Change.DELETE_MARKER):
        return None
    if is_replica(version):
        return VersionKind.REPLICA
    if version.delete_marker:
        return VersionKind.DELETE_MARKER
    return VersionKind.ARCHIVED if version.archived or version.storage_class in ARCHIVE_CLASSES else VersionKind.OBJECT


def _lock(version: Version) -> LockState:
    if version.lock.mode is not None:
        return LockState.RETENTION
    return LockState.NONE if version.lock.legal_hold is None else LockState.LEGAL_HOLD
