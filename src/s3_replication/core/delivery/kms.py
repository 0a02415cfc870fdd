"""The KMS steps of a delivery: decrypt with the source's key, encrypt with the destination's."""

from s3_replication.core.delivery.attempt import Attempt, failed, step, unknown
from s3_replication.core.explanations import FailureReason
from s3_replication.core.matching import KMS_KINDS
from s3_replication.core.model import Bucket, Encryption, EncryptionKind, Key, KeyState
from s3_replication.core.results import Check, Outcome, Step
from s3_replication.core.stubs import stub_key
from s3_replication.iam import UNKNOWN, Unknown, Verdict

__all__ = ["decrypt_source", "encrypt_destination", "replica_key_arn"]


def decrypt_source(attempt: Attempt) -> Step | None:
    """The source object's key allows the role to decrypt (5.20). With a bucket key, the context is the bucket's ARN (5.28)."""
    encryption = attempt.version.encryption
    if encryption.kind not in KMS_KINDS:
        return None
    name, facts = "source key", ("5.20", "5.28", "5.29")
    key = _key(attempt, encryption.key_arn, attempt.source)
    if key is None:
        return failed(name, FailureReason.SRC_KEY_NOT_FOUND, ("4.50",))
    if isinstance(key, Unknown):
        return unknown(name, f"KMS key of the objects in bucket {attempt.source.name}", facts)
    context = attempt.source.arn if encryption.bucket_key else attempt.source_object
    check = attempt.authorizer.kms(attempt.role, "kms:Decrypt", key, context)
    found = step(name, [check], FailureReason.SRC_GET_OBJECT_NOT_PERMITTED, facts, assumed=True)
    return _with_state(found, key, FailureReason.SRC_KMS_KEY_INVALID_STATE)


def replica_key_arn(attempt: Attempt) -> str | Unknown | None:
    """ARN of the key that the replica is encrypted with; None is the AWS managed key of an unencrypted source's destination."""
    if attempt.version.encryption.kind in KMS_KINDS:
        return attempt.admission.rule.destination.replica_kms_key
    default = attempt.destination.default_encryption
    return default if isinstance(default, Unknown) else default.key_arn


def encrypt_destination(attempt: Attempt) -> Step | None:
    """The replica's key allows the role to encrypt (5.21), and with a bucket key also to create and decrypt data keys (5.22, 5.23)."""
    name, facts = "destination key", ("5.21", "5.22", "5.23", "5.28", "5.29")
    kind = attempt.replica_kind
    if kind is None:
        return unknown(name, f"default encryption of bucket {attempt.destination.name}", ("3.35",))
    return _encrypt(attempt, name, facts) if kind in KMS_KINDS else None


def _encrypt(attempt: Attempt, name: str, facts: tuple[str, ...]) -> Step:
    key = _key(attempt, replica_key_arn(attempt), attempt.destination)
    if key is None:
        return failed(name, FailureReason.DST_KMS_KEY_NOT_FOUND, ("1.115",))
    if isinstance(key, Unknown):
        return unknown(name, f"KMS key of the replicas in bucket {attempt.destination.name}", facts)
    unfit = _unfit(attempt, key)
    if unfit is not None:
        return failed(name, unfit, ("1.115",), assumed=True)
    bucket_key = _bucket_key(attempt)
    context = attempt.destination.arn if bucket_key else attempt.destination_object
    checks = [attempt.authorizer.kms(attempt.role, action, key, context) for action in _actions(attempt, bucket_key)]
    found = step(name, checks, _refusal(attempt, checks), facts, assumed=attempt.in_parts)
    return _with_state(found, key, FailureReason.DST_KMS_KEY_INVALID_STATE)


def _unfit(attempt: Attempt, key: Key) -> FailureReason | None:
    """PutBucketReplication does not check keys, so a key of another Region or an asymmetric key fails here."""
    if attempt.destination.region and key.region != attempt.destination.region:
        return FailureReason.DST_KMS_KEY_NOT_FOUND
    return None if key.symmetric else FailureReason.DST_KMS_KEY_INVALID_STATE


def _bucket_key(attempt: Attempt) -> bool:
    """The replica keeps the source object's setting; an unencrypted source takes the destination's (3.49d)."""
    if attempt.version.encryption.kind in KMS_KINDS:
        return attempt.version.encryption.bucket_key
    default = attempt.destination.default_encryption
    return isinstance(default, Encryption) and default.bucket_key


def _actions(attempt: Attempt, bucket_key: bool) -> list[str]:
    actions = ["kms:Encrypt"]
    unencrypted = attempt.version.encryption.kind is EncryptionKind.NONE
    if bucket_key or unencrypted or attempt.world.switches.generate_data_key_always:
        actions.append("kms:GenerateDataKey")
    if bucket_key or attempt.in_parts:
        actions.append("kms:Decrypt")
    return actions


def _refusal(attempt: Attempt, checks: list[Check]) -> FailureReason:
    """S3's failure reason for a refusal by the key; in multipart deliveries it depends on the request that needs the action."""
    if not attempt.in_parts:
        return FailureReason.DST_PUT_OBJECT_NOT_PERMITTED
    refused = [check.action for check in checks if check.decision.verdict is Verdict.DENY]
    if refused == ["kms:Decrypt"]:
        return FailureReason.DST_MULTIPART_COMPLETE_NOT_PERMITTED
    return FailureReason.DST_MULTIPART_INIT_NOT_PERMITTED


def _key(attempt: Attempt, arn: str | Unknown | None, bucket: Bucket) -> Key | Unknown | None:
    """The key by its ARN; None if it certainly does not exist, UNKNOWN if the ARN is not known."""
    if isinstance(arn, Unknown):
        return UNKNOWN
    if arn is None:
        managed = (
            key for key in attempt.world.keys.values() if key.aws_managed and (key.account, key.region) == (bucket.account, bucket.region)
        )
        return next(managed, UNKNOWN)
    known = attempt.world.keys.get(arn)
    if known is not None or attempt.world.complete:
        return known
    if ":alias/" in arn:  # policies name the key of the alias, which is not known here
        return UNKNOWN
    return stub_key(arn)


def _with_state(found: Step, key: Key, failure: FailureReason) -> Step:
    """A key that the role may use must also be enabled (5.33)."""
    if found.outcome is Outcome.FAILED or key.state is KeyState.ENABLED:
        return found
    if isinstance(key.state, Unknown):
        return Step(
            found.name, Outcome.UNKNOWN, found.checks, None, found.facts, found.assumed, found.unknown | {f"state of key {key.arn}"}
        )
    return failed(found.name, failure, ("5.33",), found.checks)
