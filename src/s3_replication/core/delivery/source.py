"""The steps of a delivery on the source's side: the role, and the reads of the version, its ACL, lock data and tags."""

from collections.abc import Iterable

from s3_replication.core.delivery.attempt import Attempt, failed, passed, step, unknown
from s3_replication.core.explanations import FailureReason
from s3_replication.core.model import EncryptionKind
from s3_replication.core.results import Check, Component, Outcome, Step
from s3_replication.core.switches import Assumption
from s3_replication.iam import UNKNOWN, Denial, Unknown, Verdict

__all__ = ["assume_role", "base_permissions", "read_acl", "read_legal_hold", "read_retention", "read_tags", "read_version"]

_ALIAS_KINDS = frozenset({EncryptionKind.SSE_S3, EncryptionKind.NONE})


def assume_role(attempt: Attempt) -> Step:
    """S3 assumes the role that was configured at admission (5.01, 5.53)."""
    name, facts = "assume role", ("5.01", "5.53")
    if isinstance(attempt.admission.role, Unknown):
        return unknown(name, "role of the replication configuration", facts)
    if attempt.role_missing:
        return failed(name, FailureReason.ASSUME_ROLE_NOT_PERMITTED, ("1.26",))
    return step(name, [attempt.authorizer.assume_role(attempt.role, attempt.source)], FailureReason.ASSUME_ROLE_NOT_PERMITTED, facts)


def base_permissions(attempt: Attempt) -> Step:
    """The documented base permissions. A Deny breaks replication; no document says what a missing Allow does (5.10)."""
    name, facts = "replication configuration", ("5.10",)
    source = attempt.source
    configuration = attempt.authorizer.bucket(attempt.role, "s3:GetReplicationConfiguration", source)
    listing = attempt.authorizer.bucket(attempt.role, "s3:ListBucket", source)
    checks = (configuration, listing)
    if any(check.decision.denial is Denial.EXPLICIT for check in checks):
        return failed(name, FailureReason.SRC_GET_OBJECT_NOT_PERMITTED, facts, checks, assumed=True)
    marker = attempt.admission.component is Component.DELETE_MARKER
    needed = checks if marker else (configuration,)
    missing = [check.action for check in needed if check.decision.verdict is Verdict.DENY]
    if missing:
        return _base_permission_missing(attempt, marker, missing, needed)
    return step(name, needed, FailureReason.SRC_GET_OBJECT_NOT_PERMITTED, facts, assumed=True)


def _base_permission_missing(attempt: Attempt, marker: bool, actions: Iterable[str], checks: tuple[Check, ...]) -> Step:
    name, facts = "replication configuration", ("5.10",)
    fails = attempt.world.switches.base_permission_missing_fails
    if fails is Assumption.UNKNOWN:
        effects = frozenset(f"effect of a missing {action}" for action in actions)
        return Step(name, Outcome.UNKNOWN, checks, None, facts, assumed=True, unknown=effects)
    if fails is Assumption.NO:
        return passed(name, facts, checks, assumed=True)
    reason = FailureReason.DST_DEL_OBJ_NOT_PERMITTED if marker else FailureReason.SRC_GET_OBJECT_NOT_PERMITTED
    return failed(name, reason, facts, checks, assumed=True)


def read_version(attempt: Attempt) -> Step:
    """S3 reads the version; for SSE-S3 objects s3:GetObjectVersion is enough too (5.11, 5.12, 5.25)."""
    name, reason = "source read", FailureReason.SRC_GET_OBJECT_NOT_PERMITTED
    if not attempt.version.readable_by_bucket_owner:
        return failed(name, reason, ("3.17",))
    check = attempt.read("s3:GetObjectVersionForReplication")
    kind = attempt.version.encryption.kind
    alias_serves = attempt.world.switches.get_object_version_reads_sse_s3 and kind in _ALIAS_KINDS
    if check.decision.verdict is Verdict.ALLOW or not alias_serves:
        return step(name, [check], reason, ("5.11", "5.12"))
    alias = attempt.read("s3:GetObjectVersion")
    if alias.decision.verdict is Verdict.ALLOW:
        return passed(name, ("5.25",), (check, alias))
    better = alias if check.decision.verdict is Verdict.DENY else check
    found = step(name, [better], reason, ("5.25",))
    return Step(name, found.outcome, (check, alias), found.failure, found.facts, unknown=found.unknown)


def read_acl(attempt: Attempt) -> Step:
    """S3 reads the version's ACL, always (5.13)."""
    return step("source ACL", [attempt.read("s3:GetObjectVersionAcl")], FailureReason.SRC_GET_ACL_NOT_PERMITTED, ("5.13",))


def read_retention(attempt: Attempt) -> Step | None:
    """S3 reads retention if the source bucket has Object Lock, even for versions without retention (5.15, 3.58)."""
    return _read_lock(attempt, "source retention", "s3:GetObjectRetention", FailureReason.SRC_GET_RETENTION_NOT_PERMITTED)


def read_legal_hold(attempt: Attempt) -> Step | None:
    """S3 reads the legal hold if the source bucket has Object Lock (5.15, 3.58)."""
    return _read_lock(attempt, "source legal hold", "s3:GetObjectLegalHold", FailureReason.SRC_GET_LEGAL_HOLD_NOT_PERMITTED)


def _read_lock(attempt: Attempt, name: str, action: str, reason: FailureReason) -> Step | None:
    locked, facts = attempt.source.object_lock, ("5.15", "3.58")
    if locked is False:
        return None
    check = attempt.read(action)
    if locked is UNKNOWN and check.decision.verdict is Verdict.DENY:
        return unknown(name, f"Object Lock of bucket {attempt.source.name}", facts, (check,))
    return step(name, [check], reason, facts)


def read_tags(attempt: Attempt) -> Step:
    """S3 reads the version's tags (5.14)."""
    return step("tags", [attempt.read("s3:GetObjectVersionTagging")], FailureReason.SRC_GET_TAGGING_NOT_PERMITTED, ("5.14", "4.16"))
