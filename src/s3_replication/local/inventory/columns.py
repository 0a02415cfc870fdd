"""The columns of an inventory report and their values (User Guide, "Amazon S3 Inventory list"; facts 4.02, 7.12)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from s3_replication.core import EncryptionKind, Version
from s3_replication.local.inventory.configuration import InventoryConfiguration
from s3_replication.local.ports.listing import ListedVersion

__all__ = ["Cell", "Column", "Kind", "columns_of"]

Cell = str | int | bool | datetime | None
Kind = type[str] | type[int] | type[bool] | type[datetime]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in a CSV report's schema, its name in a Parquet file, the kind of its values, and how to find one."""

    name: str
    parquet: str
    kind: Kind
    value: Callable[[ListedVersion], Cell]


_ENCRYPTION: Final[Mapping[EncryptionKind, str]] = {
    EncryptionKind.NONE: "NOT-SSE",
    EncryptionKind.SSE_S3: "SSE-S3",
    EncryptionKind.SSE_KMS: "SSE-KMS",
    EncryptionKind.DSSE_KMS: "DSSE-KMS",
    EncryptionKind.SSE_C: "SSE-C",
}


def _of_object(find: Callable[[Version], Cell]) -> Callable[[ListedVersion], Cell]:
    """A value that delete markers do not have."""
    return lambda listed: None if listed.version.delete_marker else find(listed.version)


def _bucket_key(version: Version) -> Cell:
    if version.encryption.kind is not EncryptionKind.SSE_KMS:
        return None
    return "ENABLED" if version.encryption.bucket_key else "DISABLED"


_BASE: Final = (
    Column("Bucket", "bucket", str, lambda listed: listed.version.bucket),
    Column("Key", "key", str, lambda listed: listed.version.key),
)
_VERSIONS: Final = (
    Column("VersionId", "version_id", str, lambda listed: "" if listed.version.version_id == "null" else listed.version.version_id),
    Column("IsLatest", "is_latest", bool, lambda listed: listed.latest),
    Column("IsDeleteMarker", "is_delete_marker", bool, lambda listed: listed.version.delete_marker),
)
# In the order in which S3 writes them.
_OPTIONAL: Final = (
    Column("Size", "size", int, _of_object(lambda version: version.size)),
    Column("LastModifiedDate", "last_modified_date", datetime, lambda listed: listed.version.last_modified),
    Column("ETag", "e_tag", str, _of_object(lambda version: version.etag)),
    Column("StorageClass", "storage_class", str, _of_object(lambda version: version.storage_class)),
    Column("IsMultipartUploaded", "is_multipart_uploaded", bool, _of_object(lambda version: version.multipart)),
    Column("ReplicationStatus", "replication_status", str,
           lambda listed: None if listed.version.status is None else listed.version.status.value),
    Column("EncryptionStatus", "encryption_status", str, _of_object(lambda version: _ENCRYPTION[version.encryption.kind])),
    Column("ObjectLockRetainUntilDate", "object_lock_retain_until_date", datetime, _of_object(lambda version: version.lock.retain_until)),
    Column("ObjectLockMode", "object_lock_mode", str, _of_object(lambda version: version.lock.mode)),
    Column("ObjectLockLegalHoldStatus", "object_lock_legal_hold_status", str,
           _of_object(lambda version: version.lock.legal_hold)),
    Column("IntelligentTieringAccessTier", "intelligent_tiering_access_tier", str,
           _of_object(lambda version: "FREQUENT" if version.storage_class == "INTELLIGENT_TIERING" else None)),
    Column("BucketKeyStatus", "bucket_key_status", str, _of_object(_bucket_key)),
    Column("ChecksumAlgorithm", "checksum_algorithm", str,
           _of_object(lambda version: version.checksum[0].upper() if version.checksum is not None else None)),
    Column("ObjectOwner", "object_owner", str, _of_object(lambda version: version.owner)),
)  # fmt: skip
SUPPORTED: Final = {column.name: column for column in _OPTIONAL}


def columns_of(configuration: InventoryConfiguration) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The report's columns in S3's order, and the optional fields asked for that the local AWS does not know."""
    optional = tuple(column for column in _OPTIONAL if column.name in configuration.fields)
    versions = _VERSIONS if configuration.all_versions else ()
    unknown: Sequence[str] = [name for name in configuration.fields if name not in SUPPORTED]
    return (*_BASE, *versions, *optional), tuple(unknown)
