"""What S3 asks of every write before it takes it: ACLs, lock headers, conditions, customer keys, encryption that fits together."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from moto.s3.utils import STORAGE_CLASS

from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.encryption import encrypt
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.s3.errors import S3Error

__all__ = ["CUSTOMER", "MODES", "check", "check_conditions", "check_customer_key", "check_encryption", "check_lock_enabled",
           "check_part_key", "customer_key_md5", "encrypt_as_asked", "future_date", "owner", "retention", "storage_class"]  # fmt: skip

CUSTOMER = "x-amz-server-side-encryption-customer-"
MODES = ("GOVERNANCE", "COMPLIANCE")
_SSE = "x-amz-server-side-encryption"
_LOCK = "x-amz-object-lock-"


def check(bucket: LocalBucket, headers: Mapping[str, str], now: datetime) -> None:
    """What the headers (lower case) of PutObject, CopyObject and CreateMultipartUpload must keep; raises S3Error."""
    _check_acl(bucket, headers)
    _check_lock(bucket, headers, now)
    storage_class(headers)
    check_encryption(headers)
    if any(name.startswith(CUSTOMER) for name in headers) and bucket.blocks_sse_c:
        raise S3Error("AccessDenied", "SSE-C is blocked on this bucket: its encryption configuration lists it in BlockedEncryptionTypes.")


def owner(bucket: LocalBucket, writer: str, headers: Mapping[str, str]) -> str:
    """The account that owns a new object (User Guide, "Controlling ownership of objects"). Fixed: moto knows no owner of an object."""
    given = str(bucket.ownership_rule) == "BucketOwnerPreferred" and headers.get("x-amz-acl") == "bucket-owner-full-control"
    return bucket.account_id if bucket.enforces_owner or given else writer


def check_encryption(headers: Mapping[str, str]) -> None:
    """Refuse encryption headers that exclude each other; raises InvalidArgument."""
    if _SSE in headers and any(name.startswith(CUSTOMER) for name in headers):
        raise S3Error("InvalidArgument", "Server Side Encryption with Customer provided key is incompatible with the encryption method "
                      "specified", ArgumentName=_SSE, ArgumentValue=headers[_SSE])  # fmt: skip
    if _SSE + "-aws-kms-key-id" in headers and not headers.get(_SSE, "").startswith("aws:kms"):
        raise S3Error("InvalidArgument", "Server Side Encryption with AWS KMS managed key requires HTTP header "
                      "x-amz-server-side-encryption : aws:kms", ArgumentName=_SSE)  # fmt: skip


def _check_acl(bucket: LocalBucket, headers: Mapping[str, str]) -> None:
    """With ACLs switched off, S3 takes only the one canned ACL that changes nothing (User Guide, "Controlling ownership of objects")."""
    if not bucket.enforces_owner:
        return
    asks = headers.get("x-amz-acl", "bucket-owner-full-control") != "bucket-owner-full-control"
    if asks or any(name.startswith("x-amz-grant-") for name in headers):
        raise S3Error("AccessControlListNotSupported")


def _check_lock(bucket: LocalBucket, headers: Mapping[str, str], now: datetime) -> None:
    mode, until, hold = (headers.get(_LOCK + name) for name in ("mode", "retain-until-date", "legal-hold"))
    if (mode is None) != (until is None):
        raise S3Error("InvalidArgument", "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied")
    if mode is not None and mode not in MODES:
        raise S3Error("InvalidArgument", "Unknown wormMode directive.", ArgumentName=_LOCK + "mode", ArgumentValue=mode)
    if until is not None:
        future_date(until, now)
    if hold not in {None, "ON", "OFF"}:
        raise S3Error("InvalidArgument", "Legal Hold must be either of 'ON' or 'OFF'", ArgumentName=_LOCK + "legal-hold")
    if mode or hold:
        check_lock_enabled(bucket)


def check_lock_enabled(bucket: LocalBucket) -> None:
    """Refuse lock data in a bucket without Object Lock; raises InvalidRequest."""
    if not bucket.object_lock_enabled:
        raise S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration")


def future_date(text: str, now: datetime) -> datetime:
    """A retain-until date in the future; raises S3Error."""
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise S3Error("InvalidArgument", "The retain until date must be provided in ISO 8601 format") from error
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    if found <= now:
        raise S3Error("InvalidArgument", "The retain until date must be in the future!")
    return found


def retention(headers: Mapping[str, str], now: datetime) -> tuple[str | None, str | None]:
    """Mode and date that a write asks for; None where it asks for nothing: then the bucket's default applies."""
    until = headers.get(_LOCK + "retain-until-date")
    return headers.get(_LOCK + "mode"), future_date(until, now).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if until is not None else None


def storage_class(headers: Mapping[str, str]) -> str:
    """The storage class asked for; raises InvalidStorageClass."""
    found = headers.get("x-amz-storage-class", "STANDARD")
    if found not in STORAGE_CLASS:
        raise S3Error("InvalidStorageClass", StorageClassRequested=found)
    return found


def encrypt_as_asked(key: LocalKey, bucket: LocalBucket, headers: Mapping[str, str]) -> None:
    """Give a version the encryption that the headers ask for, else the bucket's default."""
    if any(name.startswith(CUSTOMER) for name in headers):
        key.sse_c_key_md5, key.encryption, key.kms_key_id = customer_key_md5(headers, CUSTOMER), None, None
        return
    encrypt(key, bucket, headers.get(_SSE), headers.get(_SSE + "-aws-kms-key-id"), headers.get(_SSE + "-bucket-key-enabled"))


def customer_key_md5(headers: Mapping[str, str], prefix: str) -> str:
    """The MD5 of a customer's key after checking that algorithm, key and MD5 belong together; raises S3Error."""
    algorithm, secret, digest = (headers.get(prefix + name) for name in ("algorithm", "key", "key-md5"))
    if algorithm is None or secret is None or digest is None:
        missing = "algorithm" if algorithm is None else "key" if secret is None else "key-MD5"
        raise S3Error("InvalidArgument", f"Requests specifying Server Side Encryption with Customer provided keys must provide {missing}.",
                      ArgumentName=prefix + missing)  # fmt: skip
    if algorithm != "AES256":
        raise S3Error("InvalidEncryptionAlgorithmError", "The encryption request you specified is not valid. Supported value: AES256.")
    try:
        key = base64.b64decode(secret, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise S3Error("InvalidArgument", "The secret key was invalid for the specified algorithm.")
    if base64.b64encode(hashlib.md5(key, usedforsecurity=False).digest()).decode() != digest:
        raise S3Error("InvalidArgument", "The calculated MD5 hash of the key did not match the hash that was provided.")
    return digest


def check_customer_key(key: LocalKey, headers: Mapping[str, str], prefix: str = CUSTOMER) -> None:
    """An SSE-C version is not read without its key, no other with one (fact 3.49f). Fixed: moto knows nothing of SSE-C."""
    lowered = {name.lower(): value for name, value in headers.items()}
    given = any(name.startswith(prefix) for name in lowered)
    if key.sse_c_key_md5 is None:
        if given:
            raise S3Error("InvalidRequest", "The encryption parameters are not applicable to this object.")
        return
    if not given:
        raise S3Error("InvalidRequest", "The object was stored using a form of Server Side Encryption. The correct parameters must be "
                      "provided to retrieve the object.")  # fmt: skip
    if customer_key_md5(lowered, prefix) != key.sse_c_key_md5:
        raise S3Error("AccessDenied")


def check_part_key(template: LocalKey, headers: Mapping[str, str]) -> None:
    """Each part of an SSE-C upload comes with the upload's key; parts of others come without one."""
    given = any(name.startswith(CUSTOMER) for name in headers)
    if template.sse_c_key_md5 is None and not given:
        return
    if template.sse_c_key_md5 is None or not given:
        raise S3Error("InvalidRequest", "The multipart upload initiate requested encryption. Subsequent part requests must include the "
                      "appropriate encryption parameters." if not given else "The multipart upload initiate did not request encryption. "
                      "Please resend the request without sending encryption parameters.")  # fmt: skip
    if customer_key_md5(headers, CUSTOMER) != template.sse_c_key_md5:
        raise S3Error("InvalidRequest", "The provided encryption parameters did not match the ones used originally.")


def check_conditions(bucket: LocalBucket, key_name: str, headers: Mapping[str, str]) -> None:
    """Conditional writes: If-None-Match takes only "*", If-Match only an ETag (User Guide, "conditional writes"); raises S3Error."""
    match, none_match = headers.get("if-match"), headers.get("if-none-match")
    if match is None and none_match is None:
        return
    named = ",".join(name for name, value in (("If-Match", match), ("If-None-Match", none_match)) if value is not None)
    if (match is not None and none_match is not None) or match == "*" or none_match not in {None, "*"}:
        raise S3Error("NotImplemented", "A header you provided implies functionality that is not implemented", Header=named)
    found = bucket.keys.current(key_name)
    if none_match is not None and isinstance(found, LocalKey):
        raise S3Error("PreconditionFailed", Condition="If-None-Match")
    if match is not None and not isinstance(found, LocalKey):
        raise S3Error("NoSuchKey", Key=key_name)
    if match is not None and isinstance(found, LocalKey) and match.strip('"') != found.etag.strip('"'):
        raise S3Error("PreconditionFailed", Condition="If-Match")
