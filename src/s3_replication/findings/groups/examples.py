"""The example version of a combination of features, its object class, and its words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from s3_replication.core import Bucket, Change, Encryption, EncryptionKind, Lock, Tag, Version
from s3_replication.core.matching import KMS_KINDS
from s3_replication.findings.groups.features import Features, LockState, VersionKind
from s3_replication.findings.groups.model import ObjectClass
from s3_replication.findings.groups.source_keys import SourceKeys
from s3_replication.iam import Unknown

__all__ = ["change_of", "example_version", "feature_words", "object_class"]

_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_RETAIN_UNTIL: Final = datetime(2100, 1, 1, tzinfo=UTC)
_PARTS_SIZE: Final = 8 * 1024**2
_KIND_CLASSES: Final = {
    VersionKind.DELETE_MARKER: ObjectClass.DELETE_MARKER,
    VersionKind.EXISTING: ObjectClass.EXISTING,
    VersionKind.REPLICA: ObjectClass.REPLICA,
}
_KIND_WORDS: Final = {
    VersionKind.DELETE_MARKER: "delete markers",
    VersionKind.EXISTING: "objects older than the rule",
    VersionKind.REPLICA: "objects that arrived by replication",
    VersionKind.ARCHIVED: "objects written to GLACIER or DEEP_ARCHIVE",
}
_ENCRYPTION_CLASSES: Final = {
    EncryptionKind.SSE_KMS: ObjectClass.SSE_KMS, EncryptionKind.DSSE_KMS: ObjectClass.DSSE_KMS, EncryptionKind.SSE_C: ObjectClass.SSE_C,
}  # fmt: skip


def change_of(features: Features) -> Change:
    """The change about which S3 decides."""
    if features.kind is VersionKind.EXISTING:
        return Change.EXISTING
    return Change.DELETE_MARKER if features.kind is VersionKind.DELETE_MARKER else Change.OBJECT


def example_version(source: Bucket, key: str, features: Features) -> Version:
    """A version with the features; a large one is uploaded in parts, so that it need not have 5 GiB."""
    if features.kind is VersionKind.DELETE_MARKER:
        return Version(source.name, key, "", _MOMENT, delete_marker=True)
    return Version(
        source.name, key, "", _MOMENT,
        size=_PARTS_SIZE if features.large else 1,
        tags={tag.key: tag.value for tag in features.tags},
        acl="public-read" if features.public_acl else None,
        readable_by_bucket_owner=not features.unreadable,
        encryption=features.encryption,
        storage_class="GLACIER" if features.kind is VersionKind.ARCHIVED else "STANDARD",
        lock=_lock(source, features.lock),
        multipart=features.large,
        replica=features.kind is VersionKind.REPLICA,
    )  # fmt: skip


def _lock(source: Bucket, state: LockState) -> Lock:
    if state is LockState.RETENTION:
        return Lock(source.default_retention.mode if source.default_retention is not None else "GOVERNANCE", _RETAIN_UNTIL)
    return Lock(legal_hold="ON") if state is LockState.LEGAL_HOLD else Lock()


def object_class(features: Features, base: Features, default: Encryption | Unknown) -> ObjectClass:
    """The class of a group. One with several features has the class of the rarest: large, locked, encryption, tags.

    The bucket's default encryption is rarer than none of the others.
    """
    if features.kind in _KIND_CLASSES:
        return _KIND_CLASSES[features.kind]
    deviations = () if features.kind is VersionKind.ARCHIVED else features.deviations(base)
    if "large" in deviations:
        return ObjectClass.LARGE
    if "lock" in deviations:
        return ObjectClass.LOCKED
    if "encryption" in deviations and ("tags" not in deviations or features.encryption != default):
        return ObjectClass.SSE_KMS_BUCKET_KEY if features.encryption.bucket_key else _ENCRYPTION_CLASSES[features.encryption.kind]
    if "tags" in deviations:
        return ObjectClass.TAGGED
    return ObjectClass.PLAIN if base.lock is LockState.NONE else ObjectClass.LOCKED


def feature_words(features: Features, base: Features, keys: SourceKeys, asked: frozenset[Tag]) -> str:
    """What the group's objects have in common, apart from their keys; `asked` are the tags that rules ask for."""
    if features.kind is not VersionKind.OBJECT:
        return _KIND_WORDS[features.kind]
    return f"objects with {' and '.join(_feature_words(features, base, keys, asked))}"


def _feature_words(features: Features, base: Features, keys: SourceKeys, asked: frozenset[Tag]) -> Iterator[str]:
    deviations = features.deviations(base)
    if not deviations or features.encryption.kind in (*KMS_KINDS, EncryptionKind.SSE_C):
        yield _encryption_words(features, keys)
    if features.tags:
        yield _tag_words(features.tags, asked)
    if features.lock is not LockState.NONE:
        yield f"a {features.lock.value}"
    if features.large:
        yield "more than 5 GiB or uploaded in parts"
    if features.public_acl:
        yield "a public ACL"
    if features.unreadable:
        yield "an owner that does not let the bucket owner read them"
    if not deviations and not features.tags:
        yield "without tags" if features.lock is not LockState.NONE else "no tags"


def _encryption_words(features: Features, keys: SourceKeys) -> str:
    kind = features.encryption.kind
    if kind not in KMS_KINDS:
        return "SSE-C" if kind is EncryptionKind.SSE_C else "SSE-S3"
    key = keys.representative(features.encryption.key_arn)
    name = "DSSE-KMS" if kind is EncryptionKind.DSSE_KMS else "SSE-KMS"
    bucket_key = " with an S3 Bucket Key" if features.encryption.bucket_key else ""
    return f"{name}{bucket_key} under {key.words if key is not None else 'a key'}"


def _tag_words(tags: tuple[Tag, ...], asked: frozenset[Tag]) -> str:
    if not asked.intersection(tags):
        return "tags that select no other rule" if asked else "tags"
    return f"the tag{'s' if len(tags) > 1 else ''} {', '.join(f'{tag.key}={tag.value}' for tag in tags)}"
