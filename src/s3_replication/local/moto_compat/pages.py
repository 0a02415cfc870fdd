"""What moto's pages of listings get wrong: names not encoded, markers and tokens not repeated, sizes not checked."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from s3_replication.local.s3.errors import S3Error

__all__ = ["check", "complete"]

MOST = 1000  # names on a page (API Reference, ListObjectsV2)
_SIZES = ("max-keys", "max-uploads")
# Per operation: the query parameters that the answer always repeats, "" where they were not given.
_REPEATED = {
    "ListObjects": {"marker": "Marker", "prefix": "Prefix"},
    "ListObjectsV2": {"prefix": "Prefix"},
    "ListObjectVersions": {"prefix": "Prefix", "key-marker": "KeyMarker", "version-id-marker": "VersionIdMarker"},
}
_OPTIONAL = {"continuation-token": "ContinuationToken", "start-after": "StartAfter"}
_NAMES = ("Prefix", "Delimiter", "Marker", "NextMarker", "StartAfter", "KeyMarker", "NextKeyMarker")
# Lists whose names moto has encoded already.
_MOTO_ENCODES = {"ListObjects": {"Contents"}, "ListObjectsV2": {"Contents", "CommonPrefixes"}}


def check(query: Mapping[str, str]) -> None:
    """Refuse a page size or an encoding that S3 does not know; raises InvalidArgument."""
    for name in _SIZES:
        size = query.get(name, "")
        if size and (not size.isascii() or not size.isdecimal() or int(size) > 2147483647):
            raise S3Error(
                "InvalidArgument", f"Provided {name} not an integer or within integer range", ArgumentName=name, ArgumentValue=size
            )
    if query.get("encoding-type", "url") != "url":
        raise S3Error("InvalidArgument", "Invalid Encoding Method specified in Request", ArgumentName="encoding-type",
                      ArgumentValue=query["encoding-type"])  # fmt: skip
    if query.get("continuation-token") == "":
        raise S3Error("InvalidArgument", "The continuation token provided is incorrect", ArgumentName="continuation-token")


def complete(action: str, page: dict[str, Any], query: Mapping[str, str]) -> None:
    """Mend a page in place before it is written."""
    if action not in _REPEATED:
        return
    page.update({element: query.get(name, "") for name, element in _REPEATED[action].items()})
    if action == "ListObjectsV2":
        page.update({element: query[name] for name, element in _OPTIONAL.items() if name in query})
        for entry in page.get("Contents", ()) if query.get("fetch-owner") != "true" else ():
            entry.pop("Owner", None)
    page["MaxKeys"] = min(page["MaxKeys"], MOST)
    if query.get("encoding-type") != "url":
        return
    page["EncodingType"] = "url"
    for element in _NAMES:
        if page.get(element) and (action, element) != ("ListObjects", "Prefix"):  # which SDKs do not decode
            page[element] = quote(page[element], safe="/*", errors="surrogateescape")
    done = _MOTO_ENCODES.get(action, set())
    for kind, element in (("Contents", "Key"), ("Versions", "Key"), ("DeleteMarkers", "Key"), ("CommonPrefixes", "Prefix")):
        for entry in page.get(kind, ()) if kind not in done else ():
            entry[element] = quote(entry[element], safe="/*", errors="surrogateescape")
