"""Object requests where moto's answer needs something before or after: SSE-C, locks, ACLs, markers, conditions."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from s3_replication.core import Change
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.deletes import delete_object
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import LocalKey, LocalMarker
from s3_replication.local.s3 import xml
from s3_replication.local.s3.checksum import check_body
from s3_replication.local.s3.errors import S3Error

if TYPE_CHECKING:
    from s3_replication.local.moto_compat.response import LocalS3Response

__all__ = ["answer", "check_customer_key", "customer_key_md5"]

Next = Callable[[], Any]
_CUSTOMER = "x-amz-server-side-encryption-customer-"
_XML = {"Content-Type": "application/xml"}
_MODES = ("GOVERNANCE", "COMPLIANCE")


def answer(response: "LocalS3Response", method: str, name: str, query: Mapping[str, str], moto: Next) -> Any:
    """One object request: ours where moto's answer is wrong, moto's with the checks around it otherwise."""
    bucket, key_name = response.local_bucket(), response.parse_key_name()
    if len(key_name.encode("utf-8", "surrogateescape")) > 1024:
        raise S3Error("KeyTooLongError", MaxSizeAllowed="1024")
    if method in {"GET", "HEAD"} and "uploadId" not in query:
        return _read(response, bucket, key_name, method, name, query, moto)
    if method == "PUT" and name == "" and "uploadId" not in query:
        return _write(response, bucket, moto)
    if (method, name) in _CHECKED:
        return _CHECKED[method, name](response, bucket, key_name, query, moto)
    if method == "DELETE" and name == "" and "uploadId" not in query:
        return delete_object(response, bucket, key_name, query)
    if method in {"PUT", "DELETE"} and name == "tagging":
        find(bucket, key_name, query, method)
    return moto()


def find(bucket: LocalBucket, key_name: str, query: Mapping[str, str], method: str) -> LocalKey:
    """The version meant. Mended: 404 with marker headers for a deleted key, 405 for a marker asked by its id, NoSuchVersion."""
    version_id = query.get("versionId")
    if version_id is None:
        found = bucket.keys.current(key_name)
        if isinstance(found, LocalMarker):
            headers = {"x-amz-delete-marker": "true", "x-amz-version-id": found.version_id}
            code = "NoSuchKey" if method in {"GET", "HEAD"} else "MethodNotAllowed"
            raise S3Error(code, headers=headers, Key=key_name)
        if found is None:
            raise S3Error("NoSuchKey", Key=key_name)
        return found
    found = bucket.keys.find(key_name, version_id)
    if found is None:
        raise S3Error("NoSuchVersion", Key=key_name, VersionId=version_id)
    if isinstance(found, LocalMarker):
        headers = {"x-amz-delete-marker": "true", "x-amz-version-id": found.version_id, "Allow": "DELETE"}
        raise S3Error("MethodNotAllowed", headers=headers, Method=method, ResourceType="DeleteMarker")
    return found


def _read(response: "LocalS3Response", bucket: LocalBucket, key_name: str, method: str, name: str, query: Mapping[str, str],
          moto: Next) -> Any:  # fmt: skip
    key = find(bucket, key_name, query, method)
    if name in {"", "attributes"}:
        check_customer_key(key, response.headers, _CUSTOMER)
    if name == "retention":
        return _get_retention(key)
    if name == "legal-hold" and key.lock_legal_status is None:
        raise S3Error("NoSuchObjectLockConfiguration")
    return moto()


def _write(response: "LocalS3Response", bucket: LocalBucket, moto: Next) -> Any:
    """PutObject and CopyObject: integrity, ACLs switched off, SSE-C."""
    headers = response.headers
    _check_acl(bucket, headers)
    _check_lock(headers)
    lowered = {name.lower(): value for name, value in headers.items()}
    if "x-amz-copy-source" not in lowered:
        check_body(lowered, response.body or b"")
    digest = None
    if _CUSTOMER + "algorithm" in lowered:
        if bucket.blocks_sse_c:
            raise S3Error(
                "AccessDenied", "SSE-C is blocked on this bucket: its encryption configuration lists it in BlockedEncryptionTypes."
            )
        digest = customer_key_md5(lowered, _CUSTOMER)
    hooks.replication.wait_for_room()
    answered = moto()
    for _, version, change in hooks.journal.entries:
        if change is Change.OBJECT and isinstance(version, LocalKey) and digest is not None:
            version.sse_c_key_md5, version.encryption, version.kms_key_id = digest, None, None
            if isinstance(answered, tuple):
                answered[1].pop("x-amz-server-side-encryption", None)
                answered[1].update(version.encryption_headers())
    return answered


def _check_acl(bucket: LocalBucket, headers: Mapping[str, str]) -> None:
    """With ACLs switched off, S3 takes only the one canned ACL that changes nothing (User Guide, "Controlling ownership of objects")."""
    if bucket.ownership_rule != "BucketOwnerEnforced":
        return
    asks = headers.get("x-amz-acl", "bucket-owner-full-control") != "bucket-owner-full-control"
    if asks or any(name.lower().startswith("x-amz-grant-") for name, _ in headers.items()):
        raise S3Error("AccessControlListNotSupported", "The bucket does not allow ACLs")


def _check_lock(headers: Mapping[str, str]) -> None:
    mode, until = headers.get("x-amz-object-lock-mode"), headers.get("x-amz-object-lock-retain-until-date")
    if (mode is None) != (until is None):
        raise S3Error("InvalidArgument", "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied")
    if mode is not None and mode not in _MODES:
        raise S3Error("InvalidArgument", "Unknown wormMode directive.", ArgumentName="x-amz-object-lock-mode", ArgumentValue=mode)
    if until is not None:
        _moment(until)
    if headers.get("x-amz-object-lock-legal-hold", "ON") not in {"ON", "OFF"}:
        raise S3Error("InvalidArgument", "Legal Hold must be either of 'ON' or 'OFF'", ArgumentName="x-amz-object-lock-legal-hold")


def customer_key_md5(headers: Mapping[str, str], prefix: str) -> str:
    """The MD5 of a customer's key after checking that algorithm, key and MD5 belong together; raises S3Error."""
    if headers.get(prefix + "algorithm") != "AES256":
        raise S3Error("InvalidEncryptionAlgorithmError", "The encryption request you specified is not valid. Supported value: AES256.")
    try:
        key = base64.b64decode(headers.get(prefix + "key", ""), validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise S3Error("InvalidArgument", "The secret key was invalid for the specified algorithm.")
    digest = base64.b64encode(hashlib.md5(key, usedforsecurity=False).digest()).decode()
    if headers.get(prefix + "key-md5", digest) != digest:
        raise S3Error("InvalidArgument", "The calculated MD5 hash of the key did not match the hash that was provided.")
    return digest


def check_customer_key(key: LocalKey, headers: Mapping[str, str], prefix: str) -> None:
    """An SSE-C version is not read without its key, no other with one (fact 3.49f). Mended: moto knows nothing of SSE-C."""
    given = headers.get(prefix + "algorithm") is not None
    if key.sse_c_key_md5 is None:
        if given:
            raise S3Error("InvalidRequest", "The encryption parameters are not applicable to this object.")
        return
    if not given:
        raise S3Error("InvalidRequest", "The object was stored using a form of Server Side Encryption. The correct parameters must be "
                      "provided to retrieve the object.")  # fmt: skip
    if customer_key_md5({name.lower(): value for name, value in headers.items()}, prefix) != key.sse_c_key_md5:
        raise S3Error("AccessDenied")


def _moment(text: str) -> datetime:
    """A retain-until date in the future; raises S3Error."""
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise S3Error("InvalidArgument", "The retain until date must be provided in ISO 8601 format") from error
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    if found <= hooks.clock.now():
        raise S3Error("InvalidArgument", "The retain until date must be in the future!")
    return found


def _get_retention(key: LocalKey) -> Any:
    """GetObjectRetention. Mended: moto answers 500."""
    if not key.lock_mode or not key.lock_until:
        raise S3Error("NoSuchObjectLockConfiguration")
    inner = xml.element("Mode", key.lock_mode) + xml.element("RetainUntilDate", key.lock_until)
    return 200, dict(_XML), xml.document("Retention", inner)


def _put_retention(response: "LocalS3Response", bucket: LocalBucket, key_name: str, query: Mapping[str, str], _moto: Next) -> Any:
    """PutObjectRetention. Mended: moto lets anybody shorten a retention."""
    if not bucket.object_lock_enabled:
        raise S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration")
    key = find(bucket, key_name, query, "PUT")
    root = xml.parse(response.body or b"", "Retention")
    mode, until = xml.text(root, "Mode"), xml.text(root, "RetainUntilDate")
    if (mode is None) != (until is None) or (mode is not None and mode not in _MODES):
        raise S3Error("MalformedXML")
    moment = _moment(until) if until is not None else None
    _check_weaker(key, mode, moment, response.headers.get("x-amz-bypass-governance-retention", "").lower() == "true")
    text = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else None
    response.backend.put_object_retention(bucket.name, key_name, query.get("versionId"), (mode, text))
    return 200, {}, b""


def _check_weaker(key: LocalKey, mode: str | None, until: datetime | None, bypass: bool) -> None:
    if key.lock_mode is None or key.lock_until is None:
        return
    old = datetime.fromisoformat(key.lock_until.replace("Z", "+00:00"))
    if old <= hooks.clock.now() or (key.lock_mode == "GOVERNANCE" and bypass):
        return
    if mode is None or until is None or until < old or mode != key.lock_mode:
        raise S3Error("AccessDenied", "Access Denied because object protected by object lock.")


def _put_legal_hold(response: "LocalS3Response", bucket: LocalBucket, key_name: str, query: Mapping[str, str], moto: Next) -> Any:
    if not bucket.object_lock_enabled:
        raise S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration")
    find(bucket, key_name, query, "PUT")
    if xml.text(xml.parse(response.body or b"", "LegalHold"), "Status") not in {"ON", "OFF"}:
        raise S3Error("MalformedXML")
    return moto()


def _put_acl(response: "LocalS3Response", bucket: LocalBucket, key_name: str, query: Mapping[str, str], _moto: Next) -> Any:
    """PutObjectAcl. Mended: moto ignores the version id and the ACL in the body."""
    if bucket.ownership_rule == "BucketOwnerEnforced" and response.headers.get("x-amz-acl") != "bucket-owner-full-control":
        raise S3Error("AccessControlListNotSupported", "The bucket does not allow ACLs")
    find(bucket, key_name, query, "PUT")
    acl = response._acl_from_headers(response.headers) or response._acl_from_body()
    response.backend.put_object_acl(bucket.name, key_name, acl, version_id=query.get("versionId"))
    return 200, {}, b""


_CHECKED: dict[tuple[str, str], Callable[..., Any]] = {
    ("PUT", "retention"): _put_retention,
    ("PUT", "legal-hold"): _put_legal_hold,
    ("PUT", "acl"): _put_acl,
}
