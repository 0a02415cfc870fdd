"""Object requests where moto's answer needs something before or after: SSE-C, locks, ACLs, markers, conditions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from s3_replication.core import Change
from s3_replication.local.moto.s3 import uploads, write_checks
from s3_replication.local.moto.s3.attributes import read_attributes
from s3_replication.local.moto.s3.named_versions import find, read_source
from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.s3.write_checks import CUSTOMER, MODES, check_customer_key, check_lock_enabled, future_date
from s3_replication.local.moto.store.encryption import check_readable
from s3_replication.local.moto.store.key import PRIVATE, LocalKey
from s3_replication.local.s3 import xml
from s3_replication.local.s3.checksum import check_body
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.tags import tags_of

__all__ = [
    "check_key",
    "for_existing_version",
    "get_attributes",
    "get_legal_hold",
    "get_retention",
    "put_acl",
    "put_legal_hold",
    "put_retention",
    "read",
    "select",
    "write",
]  # fmt: skip


def check_key(key: str) -> None:
    """A key is UTF-8 text of at most 1,024 bytes; raises InvalidURI and KeyTooLongError."""
    if any("\ud800" <= character <= "\udfff" for character in key):
        raise S3Error("InvalidURI", "Couldn't parse the specified URI.")
    if len(key.encode()) > 1024:
        raise S3Error("KeyTooLongError", MaxSizeAllowed="1024")


def _version(request: S3Request) -> LocalKey:
    return find(request.bucket, request.key, request.query, request.method)


def for_existing_version(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """moto's answer about a version that exists."""
    _version(request)
    return moto()


def read(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """GetObject and HeadObject."""
    key, headers = _version(request), request.headers
    check_customer_key(key, headers)
    if request.method == "GET" or headers.get("x-amz-checksum-mode") == "ENABLED":  # API Reference, HeadObject: ChecksumMode
        check_readable(key)
    if "x-amz-server-side-encryption" in headers:  # for writes only (API Reference, GetObject)
        raise S3Error("InvalidArgument", "x-amz-server-side-encryption header is not supported for this operation.")
    if "partNumber" in request.query:
        return uploads.read_part(key, request.query["partNumber"], headers)
    answered = moto()
    if isinstance(answered, tuple) and answered[0] in {200, 206}:
        answered[1].update(_checksum_headers(key, headers))
    return answered


def _checksum_headers(key: LocalKey, headers: Mapping[str, str]) -> dict[str, str]:
    """The checksum as asked for. Fixed: moto leaves out its type and the number of parts of a composite one."""
    if headers.get("x-amz-checksum-mode") != "ENABLED" or not key.checksum_value or not key.checksum_algorithm:
        return {}
    parts = f"-{key.checksum_parts}" if key.checksum_type == "COMPOSITE" else ""
    found = {f"x-amz-checksum-{key.checksum_algorithm.lower()}": key.checksum_value + parts}
    return {**found, "x-amz-checksum-type": key.checksum_type} if key.checksum_type else found


def select(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """SelectObjectContent."""
    check_readable(_version(request))
    return moto()


def get_attributes(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """GetObjectAttributes."""
    key = _version(request)
    check_customer_key(key, request.headers)
    check_readable(key)
    return read_attributes(key, request.headers)


def write(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """PutObject and CopyObject: integrity, ACLs switched off, conditions, SSE-C."""
    bucket, headers, runtime = request.bucket, request.headers, request.runtime
    write_checks.check(bucket, headers, runtime.clock.now())
    tags_of(headers)
    write_checks.check_conditions(bucket, request.key, headers)
    if "x-amz-copy-source" in headers:
        read_source(request.backend, headers)
    else:
        check_body(headers, request.body)
    digest = write_checks.customer_key_md5(headers, CUSTOMER) if any(name.startswith(CUSTOMER) for name in headers) else None
    runtime.replication.wait_for_room()
    answered = moto()
    for _, version, change in runtime.journal.entries:
        if change is not Change.OBJECT or not isinstance(version, LocalKey):
            continue
        version.owner = write_checks.owner(bucket, version.owner, headers)
        if request.acl() is None:  # "an object does not inherit" its bucket's ACL; moto gives it that one
            version.acl = PRIVATE
        if digest is not None:
            version.sse_c_key_md5, version.encryption, version.kms_key_id = digest, None, None
            if isinstance(answered, tuple):
                answered[1].pop("x-amz-server-side-encryption", None)
                answered[1].update(version.encryption_headers())
    return answered


def get_retention(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """GetObjectRetention. Fixed: moto answers 500."""
    check_lock_enabled(request.bucket)
    key = _version(request)
    if not key.lock_mode or not key.lock_until:
        raise S3Error("NoSuchObjectLockConfiguration")
    inner = xml.element("Mode", key.lock_mode) + xml.element("RetainUntilDate", key.lock_until)
    return xml.answer(xml.document("Retention", inner))


def put_retention(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """PutObjectRetention. Fixed: moto lets every caller shorten a retention."""
    check_lock_enabled(request.bucket)
    key, now = _version(request), request.runtime.clock.now()
    root = xml.parse(request.body, "Retention")
    mode, until = xml.text(root, "Mode"), xml.text(root, "RetainUntilDate")
    if (mode is None) != (until is None) or (mode is not None and mode not in MODES):
        raise S3Error("MalformedXML")
    date = future_date(until, now) if until is not None else None
    if not request.bypasses_governance or key.lock_mode != "GOVERNANCE":
        _check_weaker(key, mode, date, now)
    text = date.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if date else None
    request.backend.put_object_retention(request.bucket.name, request.key, request.version_id, (mode, text))
    return 200, {}, b""


def _check_weaker(key: LocalKey, mode: str | None, until: datetime | None, now: datetime) -> None:
    """Refuse to shorten a retention that is in force, or to change its mode."""
    if key.lock_mode is None or key.lock_until is None:
        return
    old = datetime.fromisoformat(key.lock_until.replace("Z", "+00:00"))
    if old > now and (mode is None or until is None or until < old or mode != key.lock_mode):
        raise S3Error("AccessDenied", "Access Denied because object protected by object lock.")


def get_legal_hold(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """GetObjectLegalHold."""
    check_lock_enabled(request.bucket)
    if _version(request).lock_legal_status is None:
        raise S3Error("NoSuchObjectLockConfiguration")
    return moto()


def put_legal_hold(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """PutObjectLegalHold."""
    check_lock_enabled(request.bucket)
    _version(request)
    if xml.text(xml.parse(request.body, "LegalHold"), "Status") not in {"ON", "OFF"}:
        raise S3Error("MalformedXML")
    return moto()


def put_acl(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """PutObjectAcl. Fixed: moto ignores the version id and the ACL in the body."""
    if request.bucket.enforces_owner and request.headers.get("x-amz-acl") != "bucket-owner-full-control":
        raise S3Error("AccessControlListNotSupported")
    _version(request)
    request.backend.put_object_acl(request.bucket.name, request.key, request.acl(), version_id=request.version_id)
    return 200, {}, b""
