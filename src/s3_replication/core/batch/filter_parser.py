"""The filter of a manifest generator as CreateJob takes it and DescribeJob shows it (fact 6.09)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from s3_replication.core.batch.filters import EncryptionMatch, ManifestFilter
from s3_replication.core.configuration.values import STORAGE_CLASSES
from s3_replication.core.model import EncryptionKind
from s3_replication.errors import InputError

__all__ = ["parse_filter"]

_STATUSES: Final = frozenset({"NONE", "FAILED", "COMPLETED", "REPLICA"})
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobManifestGeneratorFilter.html
_CLASSES: Final = STORAGE_CLASSES - {"REDUCED_REDUNDANCY"}
_ENCRYPTIONS: Final = {
    "SSES3": EncryptionKind.SSE_S3,
    "SSEKMS": EncryptionKind.SSE_KMS,
    "DSSEKMS": EncryptionKind.DSSE_KMS,
    "SSEC": EncryptionKind.SSE_C,
    "NOTSSE": EncryptionKind.NONE,
}
_Json = Mapping[str, Any]


def parse_filter(raw: _Json) -> ManifestFilter:
    """The generator's filter (6.09); raises InputError."""
    names = raw.get("KeyNameConstraint") or {}
    return ManifestFilter(
        eligible=raw.get("EligibleForReplication") is True,
        created_after=_moment(raw.get("CreatedAfter"), "CreatedAfter"),
        created_before=_moment(raw.get("CreatedBefore"), "CreatedBefore"),
        statuses=_words(raw, "ObjectReplicationStatuses", _STATUSES),
        prefixes=_one(names, "MatchAnyPrefix"),
        suffixes=_one(names, "MatchAnySuffix"),
        substrings=_one(names, "MatchAnySubstring"),
        larger_than=_size(raw, "ObjectSizeGreaterThanBytes"),
        smaller_than=_size(raw, "ObjectSizeLessThanBytes"),
        storage_classes=_words(raw, "MatchAnyStorageClass", _CLASSES),
        encryptions=tuple(_encryption(entry) for entry in raw.get("MatchAnyObjectEncryption") or ()),
    )


def _moment(raw: Any, name: str) -> datetime | None:
    if raw is None:
        return None
    try:
        found = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw).replace("Z", "+00:00"))
    except ValueError as error:
        raise InputError(f"{name} must be a date and time in ISO 8601, not {raw}.") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _words(raw: _Json, name: str, allowed: frozenset[str]) -> frozenset[str]:
    found = frozenset(raw.get(name) or ())
    if not found <= allowed:
        raise InputError(f"{name} takes {', '.join(sorted(allowed))}, not {', '.join(sorted(found - allowed))}.")
    return found


def _one(names: _Json, name: str) -> tuple[str, ...]:
    found: Sequence[str] = names.get(name) or ()
    if len(found) > 1 or any(not 1 <= len(text) <= 1024 for text in found):
        raise InputError(f"{name} takes exactly one string of at most 1,024 characters.")
    return tuple(found)


def _size(raw: _Json, name: str) -> int | None:
    found = raw.get(name)
    return None if found is None else int(found)


def _encryption(entry: _Json) -> EncryptionMatch:
    kinds = [name for name in _ENCRYPTIONS if name in entry]
    if len(kinds) != 1:
        raise InputError("Each entry of MatchAnyObjectEncryption names exactly one kind of encryption.")
    detail = entry[kinds[0]] or {}
    return EncryptionMatch(_ENCRYPTIONS[kinds[0]], detail.get("KmsKeyArn"), detail.get("BucketKeyEnabled"))
