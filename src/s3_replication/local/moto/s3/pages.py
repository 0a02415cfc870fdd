"""Pages of listings: ListObjects, ListObjectsV2 and ListObjectVersions are written here; ListMultipartUploads is moto's, after checks.

The elements are those that the API Reference names on the pages of the three operations.
"""

from collections.abc import Mapping
from typing import Any

from s3_replication.local.moto.s3.entries import Entries, encoded, escaped
from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.store import listing
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error

__all__ = ["list_objects", "list_uploads", "list_versions"]

_SIZES = ("max-keys", "max-uploads")
_ENCODED = frozenset({"Prefix", "Delimiter", "Marker", "NextMarker", "StartAfter", "KeyMarker", "NextKeyMarker"})  # by encoding-type=url


def list_objects(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """ListObjects, or ListObjectsV2 where list-type is 2."""
    _check(request.query)
    return _objects_v2(request) if request.query.get("list-type") == "2" else _objects_v1(request)


def list_versions(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """ListObjectVersions."""
    query = request.query
    _check(query)
    key_marker, version_marker = query.get("key-marker", ""), query.get("version-id-marker", "")
    if version_marker and not key_marker:
        raise S3Error("InvalidArgument", "A version-id marker cannot be specified without a key marker.",
                      ArgumentName="version-id-marker", ArgumentValue=version_marker)  # fmt: skip
    page, more = listing.versions(request.bucket, query.get("prefix", ""), query.get("delimiter"), key_marker, version_marker, _most(query))
    head = {"Prefix": query.get("prefix", ""), "KeyMarker": key_marker, "VersionIdMarker": version_marker}
    if more:
        head |= _next_markers(page[-1])
    entries = _entries(request)
    inner = "".join(entries.common_prefix(each) if isinstance(each, str) else entries.version(*each) for each in page)
    return _answer("ListVersionsResult", request, head, more, inner)


def _next_markers(last: listing.Entry | str) -> dict[str, str]:
    """Where the next page starts: behind a common prefix, or behind a version."""
    if isinstance(last, str):
        return {"NextKeyMarker": last}
    return {"NextKeyMarker": last[0].name, "NextVersionIdMarker": last[0].version_id}


def list_uploads(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """ListMultipartUploads by moto."""
    _check(request.query)
    return moto()


def _objects_v1(request: S3Request) -> Any:
    query = request.query
    page, more = listing.objects(request.bucket, query.get("prefix", ""), query.get("delimiter"), query.get("marker"), _most(query))
    head = {"Prefix": query.get("prefix", ""), "Marker": query.get("marker", "")}
    if more and query.get("delimiter"):  # "returned only if you have the delimiter request parameter specified"
        head["NextMarker"] = _name(page[-1])
    return _answer("ListBucketResult", request, head, more, _contents(request, page, with_owner=True))


def _objects_v2(request: S3Request) -> Any:
    query = request.query
    token = query.get("continuation-token")
    after = query.get("start-after") if token is None else listing.token_key(token)
    page, more = listing.objects(request.bucket, query.get("prefix", ""), query.get("delimiter"), after, _most(query))
    head = {"Prefix": query.get("prefix", "")}
    if token is not None:
        head["ContinuationToken"] = token
    if more:
        head["NextContinuationToken"] = listing.token(_name(page[-1]))
    if "start-after" in query:
        head["StartAfter"] = query["start-after"]
    head["KeyCount"] = str(len(page))
    return _answer("ListBucketResult", request, head, more, _contents(request, page, with_owner=query.get("fetch-owner") == "true"))


def _name(entry: LocalKey | str) -> str:
    return entry if isinstance(entry, str) else entry.name


def _contents(request: S3Request, page: list[LocalKey | str], with_owner: bool) -> str:
    entries = _entries(request)
    return "".join(entries.common_prefix(each) if isinstance(each, str) else entries.object(each, with_owner) for each in page)


def _entries(request: S3Request) -> Entries:
    name = encoded if request.query.get("encoding-type") == "url" else escaped
    return Entries(request.bucket, name, request.headers.get("x-amz-optional-object-attributes", ""))


def _answer(root: str, request: S3Request, head: Mapping[str, str], more: bool, entries: str) -> Any:
    query = request.query
    url = query.get("encoding-type") == "url"
    elements = {"Name": request.bucket.name, **head, "MaxKeys": str(_most(query))}
    if query.get("delimiter"):
        elements["Delimiter"] = query["delimiter"]
    if url:
        elements["EncodingType"] = "url"
    elements["IsTruncated"] = "true" if more else "false"
    plain = "Prefix" if "Marker" in head else ""  # SDKs do not decode the prefix of ListObjects
    written = (
        f"<{name}>{encoded(value) if url and name in _ENCODED and name != plain else escaped(value)}</{name}>"
        for name, value in elements.items()
    )
    return xml.answer(xml.document(root, "".join(written) + entries))


def _most(query: Mapping[str, str]) -> int:
    return min(int(query.get("max-keys", listing.PAGE)), listing.PAGE)


def _check(query: Mapping[str, str]) -> None:
    """Refuse a page size or an encoding that S3 does not know; raises InvalidArgument."""
    for name in _SIZES:
        size = query.get(name, "0")
        if not size.isascii() or not size.isdecimal() or int(size) > 2147483647:
            raise S3Error(
                "InvalidArgument", f"Provided {name} not an integer or within integer range", ArgumentName=name, ArgumentValue=size
            )
    if query.get("encoding-type", "url") != "url":
        raise S3Error("InvalidArgument", "Invalid Encoding Method specified in Request", ArgumentName="encoding-type",
                      ArgumentValue=query["encoding-type"])  # fmt: skip
    if query.get("continuation-token") == "":
        raise S3Error("InvalidArgument", "The continuation token provided is incorrect", ArgumentName="continuation-token")
