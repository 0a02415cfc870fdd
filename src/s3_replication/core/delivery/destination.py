"""The steps of a delivery on the destination's side: bucket, permissions, versioning, lock, and the versions that exist there."""

from s3_replication.core.delivery.attempt import Attempt, failed, passed, step, unknown
from s3_replication.core.delivery.kms import replica_key_arn
from s3_replication.core.explanations import FailureReason
from s3_replication.core.model import EncryptionKind, Lock, Ownership, Versioning
from s3_replication.core.open_keys import replica_headers
from s3_replication.core.results import Check, Presence, Step
from s3_replication.iam import Unknown, Verdict

__all__ = [
    "PUBLIC_ACLS", "copy_acl", "destination_exists", "destination_versioned", "lock_support", "may_change_acl", "may_change_legal_hold",
    "may_change_retention", "may_change_tags", "may_write_marker", "may_write_object", "may_write_tags", "not_hard_deleted",
    "owner_override", "sse_c_allowed", "version_present",
]  # fmt: skip

PUBLIC_ACLS = frozenset({"public-read", "public-read-write"})


def destination_exists(attempt: Attempt) -> Step:
    """The destination bucket exists (1.138)."""
    name, facts = "destination exists", ("1.138",)
    if not attempt.destination_missing:
        return passed(name, facts)
    if attempt.world.lacks(attempt.destination.name):
        return failed(name, FailureReason.DST_BUCKET_NOT_FOUND, facts)
    return unknown(name, f"bucket {attempt.destination.name}", facts)


def may_write_object(attempt: Attempt) -> Step:
    """The role may write the replica, and the rule's Account is the bucket's owner (5.16, 1.104)."""
    name, facts = "destination permission", ("5.16", "5.40")
    reason = FailureReason.DST_MULTIPART_INIT_NOT_PERMITTED if attempt.in_parts else FailureReason.DST_PUT_OBJECT_NOT_PERMITTED
    account = attempt.admission.rule.destination.account
    checks = (attempt.write("s3:ReplicateObject", replica_headers(attempt.replica_kind, replica_key_arn(attempt))),)
    if attempt.world.switches.account_mismatch_fails and account is not None and checks[0].decision.verdict is not Verdict.DENY:
        if isinstance(account, Unknown):
            return unknown(name, f"Account of rule {attempt.admission.rule.id or ''}", ("1.104",), checks, assumed=True)
        if account != attempt.destination.account:
            return failed(name, FailureReason.DST_PUT_OBJECT_NOT_PERMITTED, ("1.104",), checks, assumed=True)
    return step(name, checks, reason, facts, assumed=attempt.in_parts)


def owner_override(attempt: Attempt) -> Step | None:
    """Owner override needs its own permission unless the destination enforces its owner anyway (5.19, 5.43)."""
    if attempt.admission.rule.destination.owner_translation is None:
        return None
    name, facts = "owner override", ("5.19", "5.43")
    ownership = attempt.destination.ownership
    if ownership is Ownership.BUCKET_OWNER_ENFORCED:
        return passed(name, ("5.43",))
    check = attempt.write("s3:ObjectOwnerOverrideToBucketOwner")
    if isinstance(ownership, Unknown) and check.decision.verdict is Verdict.DENY:
        return unknown(name, f"Object Ownership of bucket {attempt.destination.name}", facts, (check,))
    return step(name, [check], FailureReason.DST_PUT_OBJECT_NOT_PERMITTED, facts)


def may_write_tags(attempt: Attempt) -> Step:
    """s3:ReplicateObject covers the tags of the object; only an explicit Deny of s3:ReplicateTags blocks them (5.18, 5.26)."""
    return step("tags", [_replicate_tags(attempt)], FailureReason.DST_PUT_TAGGING_NOT_PERMITTED, ("5.18", "5.26"))


def _replicate_tags(attempt: Attempt) -> Check:
    """Whether s3:ReplicateTags is allowed; if not, whether it is denied."""
    check = attempt.write("s3:ReplicateTags")
    if check.decision.verdict is Verdict.ALLOW:
        return check
    return attempt.authorizer.denial(attempt.role, "s3:ReplicateTags", attempt.destination, attempt.destination_object)


def may_change_tags(attempt: Attempt) -> Step:
    """A later tag change needs s3:ReplicateTags, which s3:ReplicateObject covers too (5.16, 5.18)."""
    name, facts, reason = "destination permission", ("5.16", "5.18"), FailureReason.DST_PUT_TAGGING_NOT_PERMITTED
    tags = attempt.write("s3:ReplicateTags")
    if tags.decision.verdict is Verdict.ALLOW:
        return step(name, [tags], reason, facts)
    return step(name, [_replicate_tags(attempt), attempt.write("s3:ReplicateObject")], reason, facts)


def may_change_acl(attempt: Attempt) -> Step:
    """A change of the ACL needs s3:ReplicateObject (5.26)."""
    return step("destination permission", [attempt.write("s3:ReplicateObject")], FailureReason.DST_PUT_ACL_NOT_PERMITTED, ("5.26",))


def may_change_retention(attempt: Attempt) -> Step:
    """A change of retention needs s3:ReplicateObject, and never shortens the replica's retention (5.16, 3.56, 3.59)."""
    reason = FailureReason.DST_PUT_RETENTION_NOT_PERMITTED
    if attempt.found.lock is not None and _shortens(attempt.version.lock, attempt.found.lock):
        return failed("destination permission", reason, ("3.56",), assumed=True)
    return step("destination permission", [attempt.write("s3:ReplicateObject")], reason, ("5.16", "3.59"))


def may_change_legal_hold(attempt: Attempt) -> Step:
    """A change of the legal hold needs s3:ReplicateObject (5.16, 3.59)."""
    reason = FailureReason.DST_PUT_LEGAL_HOLD_NOT_PERMITTED
    return step("destination permission", [attempt.write("s3:ReplicateObject")], reason, ("5.16", "3.59"))


def _shortens(wanted: Lock, held: Lock) -> bool:
    if held.mode != "COMPLIANCE" or held.retain_until is None:
        return False
    return wanted.mode != "COMPLIANCE" or wanted.retain_until is None or wanted.retain_until < held.retain_until


def may_write_marker(attempt: Attempt) -> Step:
    """Delete markers need s3:ReplicateDelete (5.17, 3.77)."""
    return step("destination permission", [attempt.write("s3:ReplicateDelete")], FailureReason.DST_DEL_OBJ_NOT_PERMITTED, ("5.17", "3.77"))


def not_hard_deleted(attempt: Attempt) -> Step | None:
    """S3 does not recreate a version that was permanently deleted at the destination (6.12)."""
    if attempt.found.presence is not Presence.HARD_DELETED:
        return None
    return failed("not deleted before", FailureReason.DST_OBJECT_HARD_DELETED, ("6.12",))


def version_present(attempt: Attempt) -> Step:
    """A change of metadata needs its version at the destination (3.103)."""
    name, facts = "version present", ("3.103",)
    if attempt.found.presence is Presence.PRESENT:
        return passed(name, facts)
    return failed(name, FailureReason.DST_VERSION_NOT_FOUND, facts, assumed=True)


def sse_c_allowed(attempt: Attempt) -> Step | None:
    """A destination that blocks SSE-C rejects SSE-C replicas (3.49g)."""
    if attempt.version.encryption.kind is not EncryptionKind.SSE_C or attempt.destination.blocks_sse_c is False:
        return None
    name, facts = "SSE-C allowed", ("3.49g",)
    if isinstance(attempt.destination.blocks_sse_c, Unknown):
        return unknown(name, f"blocked encryption types of bucket {attempt.destination.name}", facts)
    # The failure is recorded, but not its reason. This is the published reason for a refused write.
    return failed(name, FailureReason.DST_PUT_OBJECT_NOT_PERMITTED, facts, assumed=True)


def destination_versioned(attempt: Attempt) -> Step:
    """The destination's versioning is Enabled (1.136)."""
    name, facts, versioning = "destination versioned", ("1.136",), attempt.destination.versioning
    if isinstance(versioning, Unknown):
        return unknown(name, f"versioning of bucket {attempt.destination.name}", facts)
    if versioning is Versioning.ENABLED:
        return passed(name, facts)
    return failed(name, FailureReason.DST_BUCKET_UNVERSIONED, facts)


def lock_support(attempt: Attempt) -> Step | None:
    """Lock data, including a legal hold that was set to OFF, needs Object Lock at the destination (3.50)."""
    lock = attempt.version.lock
    if lock.mode is None and lock.legal_hold is None:
        return None
    name, facts, supported = "destination lock", ("3.50",), attempt.destination.object_lock
    if isinstance(supported, Unknown):
        return unknown(name, f"Object Lock of bucket {attempt.destination.name}", facts)
    return passed(name, facts) if supported else failed(name, FailureReason.DST_BUCKET_OBJECT_LOCK_CONFIG_MISSING, facts)


def copy_acl(attempt: Attempt) -> Step | None:
    """If the destination blocks public ACLs, it refuses a public ACL (5.51). Otherwise S3 copies the ACL with the object."""
    uses_acls = attempt.destination.ownership is not Ownership.BUCKET_OWNER_ENFORCED
    overridden = attempt.admission.rule.destination.owner_translation is not None
    if not uses_acls or overridden or attempt.version.acl not in PUBLIC_ACLS or not attempt.destination.blocks_public_acls:
        return None
    if isinstance(attempt.destination.ownership, Unknown):
        return unknown("ACL", f"Object Ownership of bucket {attempt.destination.name}", ("5.51",), assumed=True)
    return failed("ACL", FailureReason.DST_PUT_ACL_NOT_PERMITTED, ("5.51",), assumed=True)
