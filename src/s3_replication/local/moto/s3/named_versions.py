"""Versions that a request names: the one it reads, or the one it copies from, with the conditions on the latter."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs

from s3_replication.local.moto.s3.backend import LocalS3Backend
from s3_replication.local.moto.s3.write_checks import check_customer_key
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.encryption import check_readable
from s3_replication.local.moto.store.key import LocalKey, LocalMarker, aware
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.keys import decode_path

__all__ = ["find", "read_source"]

_RANGE = re.compile(r"^bytes=(\d+)-(\d+)$")
_SOURCE = "x-amz-copy-source"


def find(bucket: LocalBucket, key_name: str, query: Mapping[str, str], method: str) -> LocalKey:
    """The version meant. Fixed: 404 with marker headers for a deleted key, 405 for a marker asked by its id, NoSuchVersion."""
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


def read_source(backend: LocalS3Backend, headers: Mapping[str, str], *, ranged: bool = False) -> tuple[LocalKey, bytes]:
    """The version that x-amz-copy-source names, and its bytes or the range of them that is asked for; raises S3Error.

    Fixed: moto knows one of the four conditions, and takes a range beyond the source.
    """
    text = headers[_SOURCE]
    path, _, query = text.partition("?versionId=") if "?versionId=" in text else (text, "", "")
    name, _, key = decode_path(path).lstrip("/").partition("/")
    if not name or not key:
        raise S3Error("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", ArgumentName=_SOURCE)
    version = parse_qs(f"versionId={query}").get("versionId", [""])[0]
    source = find(backend.local_bucket(name), key, {"versionId": version} if version else {}, "GET")
    check_customer_key(source, headers, _SOURCE + "-server-side-encryption-customer-")
    _check_conditions(source, headers, backend.runtime.clock.now())
    check_readable(source)
    wanted = headers.get(_SOURCE + "-range") if ranged else None
    return source, source.value if wanted is None else _slice(source, wanted)


def _slice(source: LocalKey, wanted: str) -> bytes:
    match = _RANGE.match(wanted)
    first, last = (int(match.group(1)), int(match.group(2))) if match else (1, 0)
    if first > last:
        raise S3Error("InvalidArgument", "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are "
                      "the zero-based offsets of the first and last bytes to copy", ArgumentName=_SOURCE + "-range",
                      ArgumentValue=wanted)  # fmt: skip
    if first >= source.contentsize:
        raise S3Error("InvalidRequest", "The specified copy range is invalid for the source object size")
    if last >= source.contentsize:
        raise S3Error("InvalidArgument", f"Range specified is not valid for source object of size: {source.contentsize}",
                      ArgumentName=_SOURCE + "-range", ArgumentValue=wanted)  # fmt: skip
    return source.value[first : last + 1]


def _check_conditions(source: LocalKey, headers: Mapping[str, str], now: datetime) -> None:
    """The four conditions on a copy's source; one on the ETag that holds outweighs one on the time (API Reference, CopyObject)."""
    etag = source.etag.strip('"')
    match, none_match = (headers.get(f"{_SOURCE}-if-{name}") for name in ("match", "none-match"))
    modified, unmodified = (_date(headers.get(f"{_SOURCE}-if-{name}-since")) for name in ("modified", "unmodified"))
    changed = aware(source.last_modified.replace(microsecond=0))
    if match is not None and match != "*" and match.strip('"') != etag:
        raise S3Error("PreconditionFailed", Condition="x-amz-copy-source-If-Match")
    if match is None and unmodified is not None and changed > unmodified:
        raise S3Error("PreconditionFailed", Condition="x-amz-copy-source-If-Unmodified-Since")
    if none_match is not None and none_match.strip('"') in {etag, "*"}:
        raise S3Error("PreconditionFailed", Condition="x-amz-copy-source-If-None-Match")
    if modified is not None and changed <= modified <= now:
        raise S3Error("PreconditionFailed", Condition="x-amz-copy-source-If-Modified-Since")


def _date(text: str | None) -> datetime | None:
    """An HTTP date; one that cannot be read is no condition (RFC 9110, 13.1.3)."""
    if text is None:
        return None
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
