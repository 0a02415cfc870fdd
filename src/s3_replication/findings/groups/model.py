"""A group of objects, and all groups of a bucket."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from s3_replication.core import Change, Version
from s3_replication.findings.groups.source_keys import SourceKey

__all__ = ["Group", "Groups", "KeyGroup", "ObjectClass", "group_of"]


class ObjectClass(StrEnum):
    """The object classes of the output contract."""

    PLAIN = "plain"
    TAGGED = "tagged"
    SSE_KMS = "sse-kms"
    SSE_KMS_BUCKET_KEY = "sse-kms-bucket-key"
    DSSE_KMS = "dsse-kms"
    SSE_C = "sse-c"
    LOCKED = "locked"
    DELETE_MARKER = "delete-marker"
    LARGE = "large"
    EXISTING = "existing"
    REPLICA = "replica"


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Which keys: in words, and the shortest of them."""

    pattern: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """Objects about which the world decides alike; `version` and `change` are one of them. `kms_key` is the key it is encrypted with."""

    object_class: ObjectClass
    keys: KeyGroup
    version: Version
    change: Change
    description: str
    kms_key: SourceKey | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of one source bucket. If they are not `complete`, `why` says what is missing."""

    groups: tuple[Group, ...]
    complete: bool
    why: str = ""
    find: Callable[[Version, Change], Group | None] = field(default=lambda _version, _change: None, repr=False, compare=False)


def group_of(groups: Groups, version: Version, change: Change) -> Group | None:
    """The group of a version; None for a version that the bucket cannot have, and for changes of existing versions but EXISTING."""
    return groups.find(version, change)
