"""Which key a new version is encrypted with, and whether it can be used."""

from typing import Any

from moto.kms.models import Key

from s3_replication.core import KeyState
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.moto.store.kms_keys import AWS_MANAGED_ALIAS, find_key, key_state
from s3_replication.local.s3.errors import S3Error

__all__ = ["check_readable", "encrypt"]

_KMS = ("aws:kms", "aws:kms:dsse")
_ALGORITHMS = frozenset({"AES256", *_KMS})


def check_readable(key: LocalKey) -> None:
    """Raise S3's error where KMS cannot decrypt a version, because its key is disabled, is to be deleted, or is gone.

    Source: KMS Developer Guide, "Key states of AWS KMS keys" (Decrypt fails); S3 passes KMS's error on.
    """
    if key.kms_key_id is None:
        return
    found = find_key(key.kms_key_id, "", "")
    if found is None:
        raise S3Error("KMS.NotFoundException", f"Key '{key.kms_key_id}' does not exist")
    _check_state(found)


def _check_state(key: Key) -> None:
    state = key_state(key)
    if state is KeyState.DISABLED:
        raise S3Error("KMS.DisabledException", f"{key.arn} is disabled.")
    if state is KeyState.PENDING_DELETION:
        raise S3Error("KMS.KMSInvalidStateException", f"{key.arn} is pending deletion.")


def encrypt(key: LocalKey, bucket: LocalBucket, asked: str | None, key_id: str | None, bucket_key: Any) -> None:
    """Set a new version's encryption: what is asked, else the bucket's default, else SSE-S3. Fixed: moto takes keys that do not exist."""
    default = (bucket.encryption or {}).get("Rule", {})
    by_default = default.get("ApplyServerSideEncryptionByDefault") or {}
    algorithm = asked or by_default.get("SSEAlgorithm") or "AES256"
    if algorithm not in _ALGORITHMS:
        raise S3Error("InvalidArgument", "The encryption method specified is not supported", ArgumentName="x-amz-server-side-encryption",
                      ArgumentValue=algorithm)  # fmt: skip
    key.encryption = algorithm
    if algorithm not in _KMS:
        return
    same = algorithm == by_default.get("SSEAlgorithm")
    name = key_id or (by_default.get("KMSMasterKeyID") if same else None) or AWS_MANAGED_ALIAS
    found = find_key(name, bucket.account_id, bucket.region_name)
    if found is None:
        raise S3Error("KMS.NotFoundException", f"Key '{name}' does not exist")
    _check_state(found)
    key.kms_key_id = found.arn
    if bucket_key is None and same:
        bucket_key = default.get("BucketKeyEnabled")
    key.bucket_key_enabled = "true" if str(bucket_key).lower() == "true" and algorithm == "aws:kms" else None
