"""Bucket configurations with rules of their own: replication, versioning, Object Lock; and what surrounds moto's answers to the others."""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

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
from s3_replication.local.moto_compat import subresources
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.world import live_world, read_bucket
from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error

if TYPE_CHECKING:
    from s3_replication.local.moto_compat.response import LocalS3Response

__all__ = ["HANDLERS", "around"]

Next = Callable[[], Any]
MAX_POLICY = 20480


def _raise(rejection: Rejection) -> NoReturn:
    detail: dict[str, Any] = {}
    if rejection.argument_name is not None:
        detail = {"ArgumentName": rejection.argument_name, "ArgumentValue": rejection.argument_value or ""}
    raise S3Error(rejection.code, rejection.message, status=int(rejection.http_status), **detail)


def _replication(response: "LocalS3Response", bucket: LocalBucket, method: str, query: Mapping[str, str]) -> Any:
    """Kept exactly and returned exactly, generated rule ids included (facts 1.90, 1.133). Mended: moto keeps four fields."""
    del query
    if method == "GET":
        if bucket.replication is None:
            _raise(configuration_not_found(bucket.name))
        return xml.answer(configuration_xml(bucket.replication))
    if method == "DELETE":
        bucket.replication = None
        return 204, {}, b""
    if method != "PUT":
        raise S3Error("MethodNotAllowed")
    try:
        sent = parse_configuration(response.body or b"", hooks.switches)
    except ConfigurationRejected as error:
        _raise(error.rejection)
    rejections = validate_configuration(sent, live_world(), bucket.name, response.current_account)
    if rejections:
        _raise(rejections[0])
    bucket.replication = with_rule_ids(sent, lambda: secrets.token_urlsafe(36)[:48])
    return 200, {}, b""


def _versioning(response: "LocalS3Response", bucket: LocalBucket, method: str, query: Mapping[str, str]) -> Any:
    """Mended: moto lets versioning be suspended under replication (facts 1.134, 1.135) and under Object Lock."""
    del query
    if method == "GET":
        return xml.answer(xml.document("VersioningConfiguration", xml.element("Status", bucket.versioning_status)))
    if method != "PUT":
        raise S3Error("MethodNotAllowed")
    status = xml.text(subresources.checked_document(response.body or b"", "PutBucketVersioning"), "Status")
    if status is None:
        raise S3Error("IllegalVersioningConfigurationException", "The Versioning element must be specified")
    refusal = versioning_change(read_bucket(bucket), Versioning(status))
    if refusal is not None:
        _raise(refusal)
    if status == "Suspended" and bucket.object_lock_enabled:
        raise S3Error(
            "InvalidBucketState", "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
        )
    bucket.versioning_status = status
    return 200, {}, b""


def _object_lock(response: "LocalS3Response", bucket: LocalBucket, method: str, query: Mapping[str, str]) -> Any:
    """Mended: moto wants an empty bucket (S3 does not since November 2023) and takes any retention."""
    del query
    if method == "GET":
        if not bucket.object_lock_enabled:
            raise S3Error("ObjectLockConfigurationNotFoundError")
        return xml.answer(bucket.document("object-lock") or _plain_lock())
    if method != "PUT":
        raise S3Error("MethodNotAllowed")
    root = subresources.checked_document(response.body or b"", "PutObjectLockConfiguration")
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
    bucket.documents["object-lock"] = {"": bytes(response.body)}
    return 200, {}, b""


def _plain_lock() -> bytes:
    return xml.document("ObjectLockConfiguration", "<ObjectLockEnabled>Enabled</ObjectLockEnabled>")


HANDLERS: dict[str, Callable[..., Any]] = {"replication": _replication, "versioning": _versioning, "object-lock": _object_lock}


# Documents that moto keeps only in part: what was sent is kept beside moto's own reading and returned exactly.
_KEPT = {
    "encryption": "PutBucketEncryption",
    "lifecycle": "PutBucketLifecycleConfiguration",
    "notification": "PutBucketNotificationConfiguration",
    "cors": "PutBucketCors",
    "logging": "PutBucketLogging",
    "accelerate": "PutBucketAccelerateConfiguration",
    "publicAccessBlock": "PutPublicAccessBlock",
    "ownershipControls": "PutBucketOwnershipControls",
    "tagging": "PutBucketTagging",
    "website": "PutBucketWebsite",
}
_SIZE = "x-amz-transition-default-minimum-object-size"
_DEFAULT_ENCRYPTION = (
    "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
    "<BucketKeyEnabled>false</BucketKeyEnabled></Rule>"
)


def around(response: "LocalS3Response", method: str, name: str, query: Mapping[str, str], moto: Next) -> Any:
    """A bucket request that moto answers, with the document checked before, kept after, and returned exactly."""
    del query
    if name == "policy" and method == "PUT":
        _check_policy(response.body or b"")
        moto()
        return 204, {}, b""  # Mended: moto answers 200
    if (method, name) in {("PUT", "acl"), ("PUT", "ownershipControls")}:
        _check_ownership(response.local_bucket(), name, response.body or b"")
    if name not in _KEPT:
        return moto()
    bucket = response.local_bucket()
    if method == "GET":
        return _kept(bucket, name) or moto()
    if method == "PUT":
        root = subresources.checked_document(response.body or b"", _KEPT[name])
        answer = moto()
        _after_put(response, bucket, name)
        subresources.keep(bucket, name, "", root, response.body)
        return answer
    answer = moto()
    bucket.documents.pop(name, None)
    return answer


def _check_ownership(bucket: LocalBucket, name: str, body: bytes) -> None:
    """Either ACLs or BucketOwnerEnforced (User Guide, "Controlling ownership of objects"). Mended: moto takes both together."""
    if name == "acl" and bucket.enforces_owner:
        raise S3Error("AccessControlListNotSupported")
    grants = bucket.acl.grants if bucket.acl is not None else []
    if b"BucketOwnerEnforced" in body and any(who.uri for grant in grants for who in grant.grantees):
        raise S3Error("InvalidBucketAclWithObjectOwnership")


def _after_put(response: "LocalS3Response", bucket: LocalBucket, name: str) -> None:
    if name == "encryption":
        blocked = b"<EncryptionType>SSE-C</EncryptionType>" in response.body
        if b"<BlockedEncryptionTypes" in response.body:
            bucket.blocks_sse_c = blocked
    elif name == "lifecycle":
        bucket.documents["lifecycle-size"] = {"": response.headers.get(_SIZE, "all_storage_classes_128K").encode()}


def _kept(bucket: LocalBucket, name: str) -> Any:
    stored = bucket.document(name)
    if stored is not None:
        extra = {_SIZE: (bucket.document("lifecycle-size") or b"").decode()} if name == "lifecycle" else {}
        return xml.answer(stored, extra)
    if name == "encryption":
        return xml.answer(xml.document("ServerSideEncryptionConfiguration", _DEFAULT_ENCRYPTION))
    return None


def _check_policy(body: bytes) -> None:
    """A bucket policy is a JSON object of at most 20 KB."""
    if len(body) > MAX_POLICY:
        raise S3Error("PolicyTooLarge", "Policy exceeds the maximum allowed document size.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise S3Error("MalformedPolicy") from error
    if not isinstance(found, dict):
        raise S3Error("MalformedPolicy")
