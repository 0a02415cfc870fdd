"""The objects that features promise to replicate, from their entries in tests/minimality/features.yaml."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from s3_replication.core import Bucket, Encryption, EncryptionKind, Lock, ReplicationStatus, Version

__all__ = ["version_of"]

_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)


def version_of(source: Bucket, fields: Mapping[str, Any]) -> Version:
    """The version as it is after the change; `fields` are those of one entry under `objects`."""
    lock = fields.get("lock", {})
    return Version(
        bucket=source.name,
        key=fields.get("key", "report.txt"),
        version_id="v1",
        last_modified=_WRITTEN,
        size=fields.get("size", 1024),
        tags=fields.get("tags", {}),
        encryption=_encryption(source, fields["encryption"]) if "encryption" in fields else Encryption(),
        lock=Lock(lock.get("mode"), _WRITTEN + timedelta(days=lock["days"]) if "days" in lock else None, lock.get("legal_hold")),
        multipart=fields.get("multipart", False),
        delete_marker=fields.get("delete_marker", False),
        status=ReplicationStatus(fields["status"]) if "status" in fields else None,
    )


def _encryption(source: Bucket, fields: Mapping[str, Any]) -> Encryption:
    own = source.default_encryption.key_arn if isinstance(source.default_encryption, Encryption) else source.default_encryption
    return Encryption(EncryptionKind(fields["kind"]), fields.get("key", own), fields["bucket_key"])
