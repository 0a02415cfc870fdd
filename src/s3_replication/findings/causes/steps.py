"""Causes of a failed delivery step that no policy decided: a bucket's or a key's own state, or the rule's own values."""

from collections.abc import Callable, Mapping
from typing import Final

from s3_replication.core import Admission, FailureReason, Step, Version, World, explain
from s3_replication.findings.causes.assumptions import assumed_step
from s3_replication.findings.causes.cause import Cause
from s3_replication.iam import Unknown

__all__ = ["STATE_FAILURES", "state_cause"]


def _role(admission: Admission, _version: Version) -> str:
    return str(admission.role)


def _destination(admission: Admission, _version: Version) -> str:
    return str(admission.rule.destination.bucket)


def _replica_key(admission: Admission, _version: Version) -> str:
    key = admission.rule.destination.replica_kms_key
    return str(admission.rule.destination.bucket) if key is None or isinstance(key, Unknown) else key


def _source_key(admission: Admission, version: Version) -> str:
    key = version.encryption.key_arn
    return admission.source_bucket if key is None or isinstance(key, Unknown) else key


STATE_FAILURES: Final[Mapping[FailureReason, tuple[str, Callable[[Admission, Version], str]]]] = {
    FailureReason.ASSUME_ROLE_NOT_PERMITTED: ("role-does-not-exist", _role),
    FailureReason.DST_BUCKET_NOT_FOUND: ("destination-bucket-does-not-exist", _destination),
    FailureReason.DST_BUCKET_UNVERSIONED: ("destination-is-not-versioned", _destination),
    FailureReason.DST_BUCKET_OBJECT_LOCK_CONFIG_MISSING: ("destination-has-no-object-lock", _destination),
    FailureReason.DST_KMS_KEY_NOT_FOUND: ("replica-key-not-found", _replica_key),
    FailureReason.DST_KMS_KEY_INVALID_STATE: ("replica-key-unusable", _replica_key),
    FailureReason.SRC_KMS_KEY_INVALID_STATE: ("source-key-unusable", _source_key),
    FailureReason.SRC_KEY_NOT_FOUND: ("source-key-does-not-exist", _source_key),
    FailureReason.DST_VERSION_NOT_FOUND: ("replica-version-missing", _destination),
    FailureReason.DST_OBJECT_HARD_DELETED: ("replica-was-deleted", _destination),
    FailureReason.DST_PUT_ACL_NOT_PERMITTED: ("destination-blocks-public-acls", _destination),
}
_BY_STEP: Final[Mapping[str, tuple[str, Callable[[Admission, Version], str]]]] = {
    "destination permission": ("destination-account-differs", _destination),
    "SSE-C allowed": ("destination-blocks-sse-c", _destination),
    "source read": ("source-object-not-readable", lambda admission, _version: admission.source_bucket),
}


def state_cause(step: Step, admission: Admission, version: Version, world: World) -> Cause:
    """The cause of a failed step without a refused permission; a step without its own check gives "delivery-step-fails"."""
    failure = step.failure or FailureReason.INITIATE_REPLICATION_NOT_PERMITTED
    check, subject_of = _BY_STEP.get(step.name) or STATE_FAILURES.get(failure) or ("delivery-step-fails", _destination)
    subject = subject_of(admission, version)
    key = world.keys.get(subject)
    if check == "replica-key-not-found" and key is not None:
        check = "replica-key-in-another-region"
    if check == "replica-key-unusable" and key is not None and not key.symmetric:
        check = "replica-key-is-not-symmetric"
    says = f"The step {step.name!r} fails: {explain(failure)}" if check == "delivery-step-fails" else ""
    return Cause(check, subject, says, admission.rule.id, certain=not step.assumed, assumption=assumed_step(step))
