"""The filter of a manifest generator (facts 6.09 to 6.11): members are ANDed, entries of one list ORed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from s3_replication.core.model import Encryption, EncryptionKind, Version

__all__ = ["EncryptionMatch", "ManifestFilter"]


@dataclass(frozen=True, slots=True)
class EncryptionMatch:
    """One entry of MatchAnyObjectEncryption; None leaves key and bucket key open."""

    kind: EncryptionKind
    key_arn: str | None = None
    bucket_key: bool | None = None

    def takes(self, encryption: Encryption) -> bool:
        """Whether a version encrypted like this is taken."""
        return (
            encryption.kind is self.kind and self.key_arn in {None, encryption.key_arn} and self.bucket_key in {None, encryption.bucket_key}
        )


@dataclass(frozen=True, slots=True)
class ManifestFilter:
    """What a generated manifest lists; empty lists and None leave a member open. `statuses` has NONE for "no status header" (6.10)."""

    eligible: bool = False
    created_after: datetime | None = None
    created_before: datetime | None = None
    statuses: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    substrings: tuple[str, ...] = ()
    larger_than: int | None = None
    smaller_than: int | None = None
    storage_classes: frozenset[str] = frozenset()
    encryptions: tuple[EncryptionMatch, ...] = ()

    def takes(self, version: Version, is_eligible: Callable[[Version], bool]) -> bool:
        """Whether the version is listed; `is_eligible` is asked last, and only where eligibility is asked for."""
        return (
            self.takes_status(version)
            and self._name(version.key)
            and self._time(version.last_modified)
            and self._content(version)
            and (not self.eligible or is_eligible(version))
        )

    def takes_status(self, version: Version) -> bool:
        """Whether a version with this replication status is taken, whatever else the filter asks."""
        if not self.statuses:
            return True
        return (version.status.value if version.status is not None else "NONE") in self.statuses

    def _name(self, key: str) -> bool:
        return (
            (not self.prefixes or key.startswith(self.prefixes))
            and (not self.suffixes or key.endswith(self.suffixes))
            and (not self.substrings or any(part in key for part in self.substrings))
        )

    def _time(self, moment: datetime) -> bool:
        after = self.created_after is None or moment > self.created_after
        return after and (self.created_before is None or moment < self.created_before)

    def _content(self, version: Version) -> bool:
        """Size, class and encryption; a delete marker has none of them, so that a filter on one leaves markers out (assumed)."""
        asked = self.larger_than is not None or self.smaller_than is not None or self.storage_classes or self.encryptions
        if not asked:
            return True
        if version.delete_marker:
            return False
        return (
            (self.larger_than is None or version.size > self.larger_than)
            and (self.smaller_than is None or version.size < self.smaller_than)
            and (not self.storage_classes or version.storage_class in self.storage_classes)
            and (not self.encryptions or any(match.takes(version.encryption) for match in self.encryptions))
        )
