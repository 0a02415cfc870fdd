"""A sample of a bucket's versions: what S3 says of each, by which rule it goes, and how it is encrypted and locked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from s3_replication.core import Outcome, ReplicationStatus, Version

__all__ = ["Sample", "SampledVersion"]


@dataclass(frozen=True, slots=True)
class SampledVersion:
    """One version of the sample. `chosen` says why it is shown; `tags` is None where they may not be read.

    `rules` take such a version today, with what S3 would do by each; `waits` has the words for those that an experiment pauses.
    """

    version: Version
    chosen: tuple[str, ...]
    rules: tuple[tuple[str, Outcome], ...] = ()
    tags: Mapping[str, str] | None = field(default_factory=dict)
    waits: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """S3's word, or "no status"."""
        return self.version.status.value if self.version.status is not None else "no status"

    def as_json(self) -> Mapping[str, object]:
        """The version as plain JSON values."""
        version, lock = self.version, self.version.lock
        return {
            "key": version.key,
            "version_id": version.version_id,
            "written": version.last_modified.isoformat(),
            "chosen": list(self.chosen),
            "status": version.status.value if version.status is not None else None,
            "rules": [{"id": name, "outcome": outcome.value} for name, outcome in self.rules],
            "encryption": version.encryption.kind.value,
            "kms_key": version.encryption.key_arn if isinstance(version.encryption.key_arn, str) else None,
            "bucket_key": version.encryption.bucket_key,
            "tags": dict(self.tags) if self.tags is not None else None,
            "lock": {
                "mode": lock.mode,
                "retain_until": lock.retain_until.isoformat() if lock.retain_until is not None else None,
                "legal_hold": lock.legal_hold,
            },
            "owner": version.owner,
        }


@dataclass(frozen=True, slots=True)
class Sample:
    """How many versions were listed and read, whether those are all of the bucket, and those that are shown.

    `asked` is the version that the user named, which was read with its tags and owner.
    """

    listed: int = 0
    whole: bool = True
    read: tuple[Version, ...] = ()
    unreadable: int = 0
    shown: tuple[SampledVersion, ...] = ()
    asked: Version | None = None

    @property
    def known(self) -> Sequence[Version]:
        """The versions that were read, those that are shown with what only they were read with."""
        details = {(one.version.key, one.version.version_id): one.version for one in self.shown}
        return [details.get((one.key, one.version_id), one) for one in self.read]

    @property
    def failed(self) -> Sequence[Version]:
        """The versions that are FAILED."""
        return [one for one in self.known if one.status is ReplicationStatus.FAILED]

    def pending(self, bucket: str) -> frozenset[tuple[str, str | None]]:
        """The rules, by bucket and id, that select a shown PENDING version."""
        waiting = [one for one in self.shown if one.version.status is ReplicationStatus.PENDING]
        return frozenset((bucket, name or None) for one in waiting for name, _ in one.rules)

    @property
    def by_status(self) -> Mapping[str, int]:
        """How many versions that were read have each status."""
        return Counter(one.status.value if one.status is not None else "no status" for one in self.read)

    def as_json(self) -> Mapping[str, object]:
        """The sample as plain JSON values."""
        return {
            "listed": self.listed,
            "whole_bucket": self.whole,
            "read": len(self.read),
            "not_readable": self.unreadable,
            "by_status": dict(sorted(self.by_status.items())),
            "versions": [one.as_json() for one in self.shown],
        }
