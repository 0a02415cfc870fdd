"""Bucket configurations with their own rules: replication, versioning, Object Lock, policy, ownership, encryption, lifecycle."""

import secrets
from typing import Any, NoReturn

from s3_replication.core import (
    ConfigurationRejected,
    Rejection,
    Versioning,
    configuration_not_found,
    configuration_xml,
    parse_configuration,
    validate_configuration,
    versioning_change,
    with_rule_ids,
)  # fmt: skip
from s3_replication.local.moto.s3.documents import checked_document, keep, kept_document
from s3_replication.local.moto.s3.mfa_delete import check_lifecycle_allowed, check_mfa_change
from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.world import live_world, read_bucket
from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error

__all__ = ["encryption", "lifecycle", "object_lock", "put_bucket_acl", "put_ownership", "replication", "versioning"]

_SIZE = "x-amz-transition-default-minimum-object-size"
_BLOCK = b"<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>"
_DEFAULT_ENCRYPTION = (
    "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
    "<BucketKeyEnabled>false</BucketKeyEnabled></Rule>"
)


def _raise(rejection: Rejection, more: dict[str, Any] | None = None) -> NoReturn:
    detail = more or {}
    if rejection.argument_name is not None:
        detail |= {"ArgumentName": rejection.argument_name, "ArgumentValue": rejection.argument_value or ""}
    raise S3Error(rejection.code, rejection.message, status=int(rejection.http_status), **detail)


def replication(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """Kept exactly and returned exactly, generated rule ids included (facts 1.90, 1.133). Fixed: moto keeps four fields."""
    bucket = request.bucket
    if request.method == "GET":
        if bucket.replication is None:
            _raise(configuration_not_found(bucket.name), {"BucketName": bucket.name})
        return xml.answer(configuration_xml(bucket.replication))
    if request.method == "DELETE":
        bucket.replication = None
        return 204, {}, b""
    switches = request.runtime.switches
    try:
        sent = parse_configuration(request.body, switches)
    except ConfigurationRejected as error:
        _raise(error.rejection)
    rejections = validate_configuration(sent, live_world(switches), bucket.name, request.caller)
    if rejections:
        _raise(rejections[0])
    bucket.replication = with_rule_ids(sent, lambda: secrets.token_urlsafe(36)[:48])
    return 200, {}, b""


def versioning(request: S3Request, row: SubResource, _moto: Moto) -> Any:
    """Fixed: moto lets versioning be suspended under replication (facts 1.134, 1.135) and under Object Lock, and has no MFA Delete."""
    bucket = request.bucket
    if request.method == "GET":
        state = xml.element("Status", bucket.versioning_status) + xml.element("MfaDelete", bucket.mfa_delete)
        return xml.answer(xml.document("VersioningConfiguration", state))
    root = checked_document(request.body, row.document)
    status, mfa_delete = xml.text(root, "Status"), xml.text(root, "MfaDelete")
    if status is None:
        raise S3Error("IllegalVersioningConfigurationException", "The Versioning element must be specified")
    check_mfa_change(request, mfa_delete)
    refusal = versioning_change(read_bucket(bucket), Versioning(status))
    if refusal is not None:
        _raise(refusal)
    if status == "Suspended" and bucket.object_lock_enabled:
        raise S3Error(
            "InvalidBucketState", "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
        )
    bucket.versioning_status = status
    if mfa_delete is not None and (mfa_delete == "Enabled" or bucket.mfa_delete is not None):
        bucket.mfa_delete = mfa_delete  # GET returns it only if MFA Delete was ever configured (API Reference, GetBucketVersioning)
    return 200, {}, b""


def object_lock(request: S3Request, row: SubResource, _moto: Moto) -> Any:
    """Fixed: moto wants an empty bucket (S3 does not since November 2023) and takes any retention."""
    bucket = request.bucket
    if request.method == "GET":
        if not bucket.object_lock_enabled:
            raise S3Error("ObjectLockConfigurationNotFoundError")
        return xml.answer(bucket.document(row.name) or _plain_lock())
    root = checked_document(request.body, row.document)
    if xml.text(root, "ObjectLockEnabled") != "Enabled":
        raise S3Error("MalformedXML")
    if not bucket.is_versioned:
        raise S3Error("InvalidBucketState", "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration")
    rule = xml.child(root, "Rule")
    retention = xml.child(rule, "DefaultRetention") if rule is not None else None
    mode, days, years = (xml.text(retention, name) if retention is not None else None for name in ("Mode", "Days", "Years"))
    if rule is not None and (mode is None or (days is None) == (years is None)):
        raise S3Error("MalformedXML")
    if rule is not None and not 0 < int(days or years or 0) <= (36500 if days else 100):
        raise S3Error("InvalidArgument", "Default retention period must be a positive integer value.")
    bucket.object_lock_enabled = True
    bucket.default_lock_mode, bucket.default_lock_days, bucket.default_lock_years = mode, int(days or 0), int(years or 0)
    keep(bucket, row.name, request.body)
    return 200, {}, b""


def _plain_lock() -> bytes:
    return xml.document("ObjectLockConfiguration", "<ObjectLockEnabled>Enabled</ObjectLockEnabled>")


def put_bucket_acl(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """Refused where ACLs are switched off. Fixed: moto takes ACLs and BucketOwnerEnforced together."""
    if request.bucket.enforces_owner:
        raise S3Error("AccessControlListNotSupported")
    _check_ownership(request.bucket, request.body)
    return moto()


def put_ownership(request: S3Request, row: SubResource, moto: Moto) -> Any:
    """Either ACLs or BucketOwnerEnforced (User Guide, "Controlling ownership of objects"). Fixed: moto takes both together."""
    _check_ownership(request.bucket, request.body)
    return kept_document(request, row, moto)


def _check_ownership(bucket: LocalBucket, body: bytes) -> None:
    grants = bucket.acl.grants if bucket.acl is not None else []
    if b"BucketOwnerEnforced" in body and any(who.uri for grant in grants for who in grant.grantees):
        raise S3Error("InvalidBucketAclWithObjectOwnership")


def encryption(request: S3Request, row: SubResource, moto: Moto) -> Any:
    """Kept exactly, SSE-S3 by default; PUT may block or allow SSE-C, and leaves the block as it is where it names none."""
    bucket = request.bucket
    if request.method == "GET":
        stored = bucket.document(row.name) or xml.document("ServerSideEncryptionConfiguration", _DEFAULT_ENCRYPTION)
        return xml.answer(_with_block(stored) if bucket.blocks_sse_c else stored)
    answer = kept_document(request, row, moto)
    if request.method == "PUT":
        root = checked_document(request.body, row.document)
        if any(node.tag == "BlockedEncryptionTypes" for node in root.iter()):
            bucket.blocks_sse_c = any(node.text == "SSE-C" for node in root.iter("EncryptionType"))
    return answer


def _with_block(document: bytes) -> bytes:
    """The document with the block that writes meet, which a PutBucketEncryption need not name."""
    return document if b"<BlockedEncryptionTypes" in document else document.replace(b"</Rule>", _BLOCK + b"</Rule>", 1)


def lifecycle(request: S3Request, row: SubResource, moto: Moto) -> Any:
    """Kept exactly, with the header that says which small objects may move to another class."""
    check_lifecycle_allowed(request)
    bucket, stored = request.bucket, request.bucket.document(row.name)
    if request.method == "GET" and stored is not None:
        return xml.answer(stored, {_SIZE: (bucket.document("lifecycle-size") or b"").decode()})
    answer = kept_document(request, row, moto)
    if request.method == "PUT":
        keep(bucket, "lifecycle-size", request.headers.get(_SIZE, "all_storage_classes_128K").encode())
    return answer
