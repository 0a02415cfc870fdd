"""Object requests where moto's answer needs something before or after: SSE-C, locks, ACLs, markers, conditions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from s3_replication.core import Change
from s3_replication.local.moto_compat import uploads, writes
from s3_replication.local.moto_compat.attributes import read_attributes
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.deletes import delete_object
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import LocalKey
from s3_replication.local.moto_compat.sources import find, read_source
from s3_replication.local.moto_compat.writes import CUSTOMER, MODES, check_customer_key, check_lock_enabled, moment
from s3_replication.local.s3 import xml
from s3_replication.local.s3.checksum import check_body
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.tags import tags_of

if TYPE_CHECKING:
    from s3_replication.local.moto_compat.response import LocalS3Response

__all__ = ["answer"]

Next = Callable[[], Any]


def answer(response: "LocalS3Response", method: str, name: str, query: Mapping[str, str], moto: Next) -> Any:
    """One object request: ours where moto's answer is wrong, moto's with the checks around it otherwise."""
    bucket, key_name = response.local_bucket(), response.parse_key_name()
    if any("\ud800" <= character <= "\udfff" for character in key_name):
        raise S3Error("InvalidURI", "Couldn't parse the specified URI.")
    if len(key_name.encode()) > 1024:
        raise S3Error("KeyTooLongError", MaxSizeAllowed="1024")
    if "uploadId" in query:
        return _upload(response, bucket, key_name, method, query, moto)
    if method in {"GET", "HEAD"}:
        return _read(response, bucket, key_name, method, name, query, moto)
    if (method, name) in _CHECKED:
        return _CHECKED[method, name](response, bucket, key_name, query, moto)
    if method in {"PUT", "DELETE"} and name == "tagging":
        find(bucket, key_name, query, method)
    return moto()


def _upload(response: "LocalS3Response", bucket: LocalBucket, key_name: str, method: str, query: Mapping[str, str], moto: Next) -> Any:
    if method == "PUT":
        return uploads.put_part(response, bucket, key_name, query)
    if method == "POST":
        return uploads.complete(response, bucket, key_name, query)
    uploads.find_upload(bucket, query["uploadId"], key_name)
    return moto()


def _read(response: "LocalS3Response", bucket: LocalBucket, key_name: str, method: str, name: str, query: Mapping[str, str],
          moto: Next) -> Any:  # fmt: skip
    if name in {"retention", "legal-hold"}:
        check_lock_enabled(bucket)
    key = find(bucket, key_name, query, method)
    if name in {"", "attributes"}:
        check_customer_key(key, response.headers)
    if name == "" and response.headers.get("x-amz-server-side-encryption") is not None:  # for writes only (API Reference, GetObject)
        raise S3Error("InvalidArgument", "x-amz-server-side-encryption header is not supported for this operation.")
    if name == "attributes":
        return read_attributes(key, response.lower_headers)
    if name == "" and "partNumber" in query:
        return uploads.read_part(key, query["partNumber"], response.headers)
    if name == "retention":
        return _get_retention(key)
    if name == "legal-hold" and key.lock_legal_status is None:
        raise S3Error("NoSuchObjectLockConfiguration")
    answered = moto()
    if name == "" and isinstance(answered, tuple) and answered[0] in {200, 206}:
        answered[1].update(_checksum_headers(key, response.headers))
    return answered


def _checksum_headers(key: LocalKey, headers: Mapping[str, str]) -> dict[str, str]:
    """The checksum as asked for. Mended: moto leaves out its type and the number of parts of a composite one."""
    if headers.get("x-amz-checksum-mode") != "ENABLED" or not key.checksum_value or not key.checksum_algorithm:
        return {}
    parts = f"-{key.checksum_parts}" if key.checksum_type == "COMPOSITE" else ""
    found = {f"x-amz-checksum-{key.checksum_algorithm.lower()}": key.checksum_value + parts}
    return {**found, "x-amz-checksum-type": key.checksum_type} if key.checksum_type else found


def _write(response: "LocalS3Response", bucket: LocalBucket, key_name: str, _query: Mapping[str, str], moto: Next) -> Any:
    """PutObject and CopyObject: integrity, ACLs switched off, conditions, SSE-C."""
    headers = response.lower_headers
    writes.check(bucket, headers)
    tags_of(headers)
    writes.check_conditions(bucket, key_name, headers)
    if "x-amz-copy-source" in headers:
        read_source(response.backend, headers)
    else:
        check_body(headers, response.body or b"")
    digest = writes.customer_key_md5(headers, CUSTOMER) if any(name.startswith(CUSTOMER) for name in headers) else None
    hooks.replication.wait_for_room()
    answered = moto()
    for _, version, change in hooks.journal.entries:
        if change is Change.OBJECT and isinstance(version, LocalKey):
            version.owner = writes.owner(bucket, version.owner, headers)
        if change is Change.OBJECT and isinstance(version, LocalKey) and digest is not None:
            version.sse_c_key_md5, version.encryption, version.kms_key_id = digest, None, None
            if isinstance(answered, tuple):
                answered[1].pop("x-amz-server-side-encryption", None)
                answered[1].update(version.encryption_headers())
    return answered


def _get_retention(key: LocalKey) -> Any:
    """GetObjectRetention. Mended: moto answers 500."""
    if not key.lock_mode or not key.lock_until:
        raise S3Error("NoSuchObjectLockConfiguration")
    inner = xml.element("Mode", key.lock_mode) + xml.element("RetainUntilDate", key.lock_until)
    return xml.answer(xml.document("Retention", inner))


def _put_retention(response: "LocalS3Response", bucket: LocalBucket, key_name: str, query: Mapping[str, str], _moto: Next) -> Any:
    """PutObjectRetention. Mended: moto lets anybody shorten a retention."""
    check_lock_enabled(bucket)
    key = find(bucket, key_name, query, "PUT")
    root = xml.parse(response.body or b"", "Retention")
    mode, until = xml.text(root, "Mode"), xml.text(root, "RetainUntilDate")
    if (mode is None) != (until is None) or (mode is not None and mode not in MODES):
        raise S3Error("MalformedXML")
    date = moment(until) if until is not None else None
    _check_weaker(key, mode, date, response.bypasses_governance)
    text = date.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if date else None
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
    check_lock_enabled(bucket)
    find(bucket, key_name, query, "PUT")
    if xml.text(xml.parse(response.body or b"", "LegalHold"), "Status") not in {"ON", "OFF"}:
        raise S3Error("MalformedXML")
    return moto()


def _put_acl(response: "LocalS3Response", bucket: LocalBucket, key_name: str, query: Mapping[str, str], _moto: Next) -> Any:
    """PutObjectAcl. Mended: moto ignores the version id and the ACL in the body."""
    if bucket.enforces_owner and response.headers.get("x-amz-acl") != "bucket-owner-full-control":
        raise S3Error("AccessControlListNotSupported")
    find(bucket, key_name, query, "PUT")
    acl = response._acl_from_headers(response.headers) or response._acl_from_body()
    response.backend.put_object_acl(bucket.name, key_name, acl, version_id=query.get("versionId"))
    return 200, {}, b""


_CHECKED: dict[tuple[str, str], Callable[..., Any]] = {
    ("PUT", ""): _write,
    ("DELETE", ""): lambda response, bucket, key_name, query, _moto: delete_object(response, bucket, key_name, query),
    ("POST", "uploads"): lambda response, bucket, key_name, _query, _moto: uploads.create(response, bucket, key_name),
    ("PUT", "retention"): _put_retention,
    ("PUT", "legal-hold"): _put_legal_hold,
    ("PUT", "acl"): _put_acl,
}
