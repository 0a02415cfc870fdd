"""DeleteObject and DeleteObjects.

Fixed: moto reads a bypass header of "false" as a bypass and knows no If-Match: *; of many deletes it takes any number, ignores Quiet, and
loses the version ids of refusals and which deletes met markers. It has no MFA Delete.
"""

from typing import Any
from xml.etree.ElementTree import Element

from moto.s3.exceptions import AccessDeniedByLock

from s3_replication.local.moto.s3.mfa_delete import check_mfa
from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.s3 import xml
from s3_replication.local.s3.checksum import ALGORITHMS, check_body
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.schema import checked

__all__ = ["MAX_KEYS", "delete_object", "delete_objects"]

MAX_KEYS = 1000  # API Reference, DeleteObjects
_LOCKED = "Access Denied because object protected by object lock."


def delete_object(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """Delete one key or one version of it."""
    for name in ("x-amz-if-match-last-modified-time", "x-amz-if-match-size"):  # directory buckets only (API Reference, DeleteObject)
        if name in request.headers:
            raise S3Error("NotImplemented", "A header you provided implies functionality that is not implemented", Header=name)
    bucket, key = request.bucket, request.key
    if request.version_id is not None:
        check_mfa(request)
    _check_match(bucket, key, request.headers.get("if-match"))
    _, meta = request.backend.delete_object(bucket.name, key, version_id=request.version_id, bypass=request.bypasses_governance)
    return 204, {f"x-amz-{name}": value for name, value in meta.items()}, b""


def delete_objects(request: S3Request, row: SubResource, _moto: Moto) -> Any:
    """Delete each key or version by itself; a refusal of one is no refusal of the others."""
    headers, body = request.headers, request.body
    if "content-md5" not in headers and not any(f"x-amz-checksum-{name}" in headers for name in ALGORITHMS):
        raise S3Error("InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
    check_body(headers, body)
    root = checked(body, row.document)
    entries = [node for node in root if node.tag == "Object"]
    if not 1 <= len(entries) <= MAX_KEYS or not all(xml.text(entry, "Key") for entry in entries):
        raise S3Error("MalformedXML")
    quiet = (xml.text(root, "Quiet") or "").strip().lower() == "true"
    parts = [_delete(request, entry) for entry in entries]
    shown = [part for part in parts if not quiet or part.startswith("<Error>")]
    return xml.answer(xml.document("DeleteResult", "".join(shown)))


def _delete(request: S3Request, entry: Element) -> str:
    """The element that answers one entry."""
    key, version_id = xml.text(entry, "Key") or "", xml.text(entry, "VersionId") or None
    named = xml.element("Key", key) + xml.element("VersionId", version_id)
    refusal = request.runtime.journal.refused_deletes.get((key, version_id))
    if refusal is not None:
        return f"<Error>{named}{xml.element('Code', 'AccessDenied')}{xml.element('Message', refusal)}</Error>"
    try:
        if version_id is not None:
            check_mfa(request)
        _check_match(request.bucket, key, xml.text(entry, "ETag"))
        _, meta = request.backend.delete_object(request.bucket.name, key, version_id=version_id, bypass=request.bypasses_governance)
    except AccessDeniedByLock:
        return f"<Error>{named}{xml.element('Code', 'AccessDenied')}{xml.element('Message', _LOCKED)}</Error>"
    except S3Error as error:
        return f"<Error>{named}{xml.element('Code', error.code)}{xml.element('Message', error.message)}</Error>"
    marker = ""
    if meta.get("delete-marker") == "true":
        marker = xml.element("DeleteMarker", "true") + xml.element("DeleteMarkerVersionId", meta.get("version-id"))
    return f"<Deleted>{named}{marker}</Deleted>"


def _check_match(bucket: LocalBucket, key: str, etag: str | None) -> None:
    """A conditional delete: only while the current version has this ETag (User Guide, "How to perform conditional deletes").

    Raises PreconditionFailed, or NoSuchKey where no object is there to compare with.
    """
    if etag is None:
        return
    found = bucket.keys.current(key)
    if not isinstance(found, LocalKey):
        raise S3Error("PreconditionFailed", Condition="If-Match") if etag == "*" else S3Error("NoSuchKey", Key=key)
    if etag != "*" and etag.strip('"') != found.etag.strip('"'):
        raise S3Error("PreconditionFailed", Condition="If-Match")
