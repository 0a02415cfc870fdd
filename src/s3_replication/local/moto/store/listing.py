"""Pages of listings over the ordered store of versions: a page costs its own length, whatever the bucket holds."""

import base64
from collections.abc import Iterable, Iterator
from typing import TypeVar

from s3_replication.local.moto.store.bucket import LocalBucket, common_prefix
from s3_replication.local.moto.store.key import LocalKey, LocalMarker
from s3_replication.local.s3.errors import S3Error

__all__ = ["PAGE", "Entry", "objects", "token", "token_key", "versions"]

E = TypeVar("E")
Entry = tuple[LocalKey | LocalMarker, bool]  # one version, and whether it is its key's latest
PAGE = 1000  # names on a page at most (API Reference, ListObjectsV2)


def token(key: str) -> str:
    """A continuation token for the page after `key`."""
    return base64.urlsafe_b64encode(key.encode("utf-8", "surrogateescape")).decode()


def token_key(text: str) -> str:
    """The key inside a continuation token; raises InvalidArgument."""
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True).decode("utf-8", "surrogateescape")
    except ValueError as error:
        raise S3Error("InvalidArgument", "The continuation token provided is incorrect", ArgumentName="continuation-token") from error


def objects(bucket: LocalBucket, prefix: str, delimiter: str | None, after: str | None, most: int) -> tuple[list[LocalKey | str], bool]:
    """Current objects and common prefixes of one page in order, and whether there is more."""
    with bucket.keys.guard:
        return _page(_objects(bucket, prefix, delimiter, after), most)


def versions(bucket: LocalBucket, prefix: str, delimiter: str | None, key_marker: str, version_id_marker: str,
             most: int) -> tuple[list[Entry | str], bool]:  # fmt: skip
    """Versions, markers and common prefixes of one page in order, and whether there is more."""
    with bucket.keys.guard:
        return _page(_versions(bucket, prefix, delimiter, key_marker, version_id_marker), most)


def _page(entries: Iterable[E], most: int) -> tuple[list[E], bool]:
    page: list[E] = []
    if most == 0:
        return page, False
    for entry in entries:
        if len(page) == most:
            return page, True
        page.append(entry)
    return page, False


def _objects(bucket: LocalBucket, prefix: str, delimiter: str | None, after: str | None) -> Iterator[LocalKey | str]:
    for name, common in bucket.keys.names(prefix, after, delimiter):
        if common is None:
            current = bucket.keys.current(name)
            if isinstance(current, LocalKey):
                yield current
        elif _shows(bucket, common):
            yield common


def _shows(bucket: LocalBucket, common: str) -> bool:
    """Whether a common prefix has an object: a key whose current version is a marker does not count."""
    return any(isinstance(bucket.keys.current(name), LocalKey) for name, _ in bucket.keys.names(common))


def _versions(bucket: LocalBucket, prefix: str, delimiter: str | None, key_marker: str, version_id_marker: str) -> Iterator[Entry | str]:
    if version_id_marker and key_marker.startswith(prefix) and common_prefix(key_marker, prefix, delimiter) is None:
        yield from _rest(bucket.keys.getlist(key_marker, []), version_id_marker)
    for name, common in bucket.keys.names(prefix, key_marker or None, delimiter):
        if common is not None:
            yield common
            continue
        latest = True
        for version in reversed(bucket.keys.getlist(name)):
            yield version, latest
            latest = False


def _rest(history: list[LocalKey | LocalMarker], version_id: str) -> Iterator[Entry]:
    """The versions of the marker's key that are older than the marker's version."""
    at = next((index for index, version in enumerate(history) if version.version_id == version_id), 0)
    return ((version, False) for version in reversed(history[:at]))
