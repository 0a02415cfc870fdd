"""Pages of listings over the ordered store of versions, in the shapes that moto's responses expect."""

import base64

from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.key import LocalKey, LocalMarker
from s3_replication.local.s3.errors import S3Error

__all__ = ["objects", "token", "token_key", "versions"]

PAGE = 1000


def token(key: str) -> str:
    """A continuation token for the page after `key`."""
    return base64.urlsafe_b64encode(key.encode("utf-8", "surrogateescape")).decode()


def token_key(text: str) -> str:
    """The key inside a continuation token; raises InvalidArgument."""
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True).decode("utf-8", "surrogateescape")
    except ValueError as error:
        raise S3Error("InvalidArgument", "The continuation token provided is incorrect", ArgumentName="continuation-token") from error


def _visible(bucket: LocalBucket, name: str, common: str | None) -> LocalKey | None:
    """The object that makes a key, or its common prefix, show up: a key whose current version is a marker does not."""
    current = bucket.keys.current(name)
    if isinstance(current, LocalKey):
        return current
    if common is None:
        return None
    for other, _ in bucket.keys.names(common, name):
        found = bucket.keys.current(other)
        if isinstance(found, LocalKey):
            return found
    return None


def objects(bucket: LocalBucket, prefix: str, delimiter: str | None, after: str | None,
            max_keys: int | None) -> tuple[list[LocalKey], list[str], bool, str | None]:  # fmt: skip
    """Current objects and common prefixes of one page, whether there is more, and the last name shown."""
    most = PAGE if max_keys is None else min(max_keys, PAGE)
    keys: list[LocalKey] = []
    folders: list[str] = []
    last: str | None = None
    if most == 0:
        return keys, folders, False, None
    with bucket.keys.guard:
        for name, common in bucket.keys.names(prefix, after, delimiter or None):
            shown = _visible(bucket, name, common)
            if shown is None:
                continue
            if len(keys) + len(folders) >= most:
                return keys, folders, True, last
            if common is None:
                keys.append(shown)
                last = name
            else:
                folders.append(common)
                last = common
    return keys, folders, False, None


def versions(bucket: LocalBucket, delimiter: str | None, key_marker: str | None, max_keys: int | None, prefix: str,
             version_id_marker: str | None) -> tuple[list[LocalKey], list[str], list[LocalMarker], str | None, str | None]:  # fmt: skip
    """Versions, common prefixes and markers of one page, and the key and version to go on from."""
    most = PAGE if max_keys is None else min(max_keys, PAGE)
    found: list[LocalKey | LocalMarker] = []
    folders: list[str] = []
    if most == 0:
        return [], folders, [], None, None
    with bucket.keys.guard:
        rest = _rest_of(bucket, key_marker, version_id_marker)
        found.extend(rest[:most])
        full = len(rest) > most
        for name, common in [] if full else bucket.keys.names(prefix, key_marker or None, delimiter or None):
            if len(found) + len(folders) >= most:
                full = True
                break
            if common is not None:
                folders.append(common)
                continue
            history = bucket.keys.getlist(name)[::-1]
            for version in history:
                version.is_latest = version is history[0]
            room = most - len(found) - len(folders)
            found.extend(history[:room])
            if len(history) > room:
                full = True
                break
    keys = [version for version in found if isinstance(version, LocalKey)]
    markers = [version for version in found if isinstance(version, LocalMarker)]
    return keys, folders, markers, *_next(found, folders, full)


def _rest_of(bucket: LocalBucket, key_marker: str | None, version_id_marker: str | None) -> list[LocalKey | LocalMarker]:
    """The versions of the marker's key that come after the marker's version."""
    if not key_marker or not version_id_marker:
        return []
    history = bucket.keys.getlist(key_marker, [])[::-1]
    at = next((index for index, version in enumerate(history) if version.version_id == version_id_marker), len(history))
    for version in history[at + 1 :]:
        version.is_latest = False
    return list(history[at + 1 :])


def _next(found: list[LocalKey | LocalMarker], folders: list[str], full: bool) -> tuple[str | None, str | None]:
    if not full:
        return None, None
    last = found[-1] if found else None
    if last is None or (folders and folders[-1] > last.name):
        return folders[-1], None
    return last.name, last.version_id
