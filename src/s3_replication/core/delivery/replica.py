"""The replica's metadata (facts 3.30 to 3.54 and 3.88 to 3.96)."""

from dataclasses import replace

from s3_replication.core.delivery.attempt import Attempt
from s3_replication.core.delivery.kms import replica_key_arn
from s3_replication.core.matching import KMS_KINDS, METADATA_CHANGES, is_replica
from s3_replication.core.model import Encryption, EncryptionKind, Ownership, ReplicationStatus
from s3_replication.core.results import Replica
from s3_replication.iam import Unknown

__all__ = ["replica_of"]


def replica_of(attempt: Attempt, without_tags: bool = False) -> Replica:
    """Return the version in the destination bucket after a successful delivery.

    For a change of a replica, which replicates to the original version (3.100), the status is None: the original keeps its status.
    """
    version, rule = attempt.version, attempt.admission.rule
    owner, acl, unknown = _owner_and_acl(attempt)
    encryption, etag, more = _encryption_and_etag(attempt)
    original = attempt.admission.change in METADATA_CHANGES and is_replica(version)
    look = replace(
        version,
        bucket=attempt.destination.name,
        etag=etag,
        tags={} if without_tags else version.tags,
        acl=acl,
        owner=owner,
        encryption=encryption,
        storage_class=rule.destination.storage_class or version.storage_class,
        archived=False,
        replica=not original,
        status=None if original else ReplicationStatus.REPLICA,
    )
    return Replica(look, _default_retention_applies(attempt), without_tags and bool(version.tags), unknown | more)


def _default_retention_applies(attempt: Attempt) -> bool:
    """Only a version without lock data gets the destination's default retention; legal hold OFF is lock data (3.51 to 3.54)."""
    lock = attempt.version.lock
    if attempt.version.delete_marker or lock.mode is not None or lock.legal_hold is not None:
        return False
    return attempt.destination.object_lock is True and attempt.destination.default_retention is not None


def _owner_and_acl(attempt: Attempt) -> tuple[str | None, str | None, frozenset[str]]:
    """Account that owns the replica and its ACL (3.88 to 3.94)."""
    version, destination = attempt.version, attempt.destination
    if destination.ownership is Ownership.BUCKET_OWNER_ENFORCED:
        return destination.account, None, frozenset()
    if attempt.admission.rule.destination.owner_translation is not None:
        return destination.account, "private", frozenset()
    if isinstance(destination.ownership, Unknown):
        return None, None, frozenset({f"Object Ownership of bucket {destination.name}"})
    return version.owner or attempt.source.account, version.acl, frozenset()


def _encryption_and_etag(attempt: Attempt) -> tuple[Encryption, str, frozenset[str]]:
    """The encryption matrix (facts 3.45 to 3.49h); only an unencrypted source under a KMS default changes its ETag (fact 3.35)."""
    version = attempt.version
    if version.encryption.kind in KMS_KINDS:
        encryption = Encryption(version.encryption.kind, replica_key_arn(attempt), version.encryption.bucket_key)
        return encryption, version.etag, frozenset()
    if version.encryption.kind is not EncryptionKind.NONE or version.delete_marker:
        return version.encryption, version.etag, frozenset()
    default = attempt.destination.default_encryption
    if isinstance(default, Unknown):
        return version.encryption, version.etag, frozenset({f"default encryption of bucket {attempt.destination.name}"})
    if default.kind in KMS_KINDS:
        return default, "", frozenset({"ETag of the replica"})
    return default, version.etag, frozenset()
