"""Configuration documents of buckets: checked by S3's schema, and returned exactly as they were sent."""

from typing import Any
from xml.etree.ElementTree import Element

from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.schema import checked

__all__ = ["checked_document", "keep", "kept_document", "stored_document"]

MAX_DOCUMENT = 2 << 20


def checked_document(body: bytes, operation: str, identifier: str | None = None) -> Element:
    """The document's root after S3's schema and size; raises MalformedXML, or InvalidArgument where its Id is not the query's."""
    if len(body) > MAX_DOCUMENT:
        raise S3Error("MalformedXML")
    root = checked(body, operation)
    if identifier is not None and xml.text(root, "Id") != identifier:
        raise S3Error("InvalidArgument", "The id in the query and in the document differ.", ArgumentName="id", ArgumentValue=identifier)
    return root


def keep(bucket: LocalBucket, name: str, body: bytes, identifier: str = "") -> None:
    """Store a document that was checked."""
    bucket.documents.setdefault(name, {})[identifier] = bytes(body)


def stored_document(request: S3Request, row: SubResource, _moto: Moto) -> Any:
    """GET, PUT, DELETE and list of a document that moto never sees; never touches the bucket itself.

    Fixed: moto turns a PUT of a sub-resource that it does not know into CreateBucket, a DELETE into DeleteBucket, a GET into ListObjects.
    """
    bucket, method, identifier = request.bucket, request.method, request.query.get("id", "")
    if row.listing is not None and method == "GET" and "id" not in request.query:
        return xml.answer(_listing(bucket, row.name, row.listing))
    if row.listing is not None and not 1 <= len(identifier) <= 64:
        raise S3Error("InvalidArgument", "The configuration id is missing or longer than 64 characters.", ArgumentName="id")
    if method == "PUT":
        checked_document(request.body, row.document, identifier if row.listing else None)
        keep(bucket, row.name, request.body, identifier)
        return 200, {}, b""
    stored = bucket.document(row.name, identifier)
    if method == "GET" and stored is None and row.default is not None:
        return xml.answer(f'<?xml version="1.0" encoding="UTF-8"?>\n{row.default}'.encode())
    if stored is None or method not in {"GET", "DELETE"}:
        raise S3Error("NoSuchConfiguration", "The specified configuration does not exist.", status=404, BucketName=bucket.name)
    if method == "DELETE":
        if row.listing is None:
            raise S3Error("NotImplemented")
        del bucket.documents[row.name][identifier]
        return 204, {}, b""
    return xml.answer(stored)


def _listing(bucket: LocalBucket, name: str, root: str) -> bytes:
    stored = bucket.documents.get(name, {})
    parts = [stored[identifier].decode("utf-8", "replace") for identifier in sorted(stored)]
    inner = "".join(part[part.index("?>") + 2 :] if part.lstrip().startswith("<?xml") else part for part in parts)
    return xml.document(root, f"<IsTruncated>false</IsTruncated>{inner}")


def kept_document(request: S3Request, row: SubResource, moto: Moto) -> Any:
    """A document that moto keeps only in part: checked before moto reads it, and returned exactly."""
    stored = request.bucket.document(row.name)
    if request.method == "GET":
        return moto() if stored is None else xml.answer(stored)
    if request.method == "PUT":
        checked_document(request.body, row.document)
        answer = moto()
        keep(request.bucket, row.name, request.body)
        return answer
    answer = moto()
    request.bucket.documents.pop(row.name, None)
    return answer
