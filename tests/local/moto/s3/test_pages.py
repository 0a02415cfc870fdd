"""Pages of listings over random buckets, beside a model that looks at every key for each page."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.s3.models import FakeBucket

from s3_replication.local.moto.s3.pages import list_objects, list_versions
from s3_replication.local.moto.s3.request import Kind, S3Request
from s3_replication.local.moto.s3.subresources import TABLE
from s3_replication.local.moto.store.bucket import LocalBucket, adopt
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.s3.errors import S3Error

BOUNDED = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Row = tuple[str, str, bool]  # kind of entry, its name (with the version id), latest

# U+10FFFF is the last character: what is sorted behind a common prefix by appending it is sorted wrongly here.
keys = st.text(alphabet="ab/ +é&*\U0010ffff", min_size=1, max_size=4)
worlds = st.lists(st.tuples(keys, st.sampled_from(["put", "put", "put", "delete"])), max_size=12)
prefixes = st.one_of(st.just(""), keys)
delimiters = st.sampled_from(["", "/", "a", "b/"])
markers = st.one_of(st.just(""), keys)
sizes = st.integers(1, 5)


def _bucket(world: list[tuple[str, str]]) -> LocalBucket:
    """A bucket to which each of these was done, one second after the other."""
    bucket = adopt(FakeBucket("listed", "111111111111", "us-east-1"))
    bucket.versioning_status = "Enabled"
    for number, (key, act) in enumerate(world):
        now = NOW + timedelta(seconds=number)
        if act == "put":
            bucket.place(bucket.new_version(key, b"x" * number, "", now))
        else:
            bucket.add_marker(key, now)
    return bucket


def _page(bucket: LocalBucket, query: dict[str, str], headers: dict[str, str] | None = None) -> ElementTree.Element:
    request = S3Request("GET", bucket, "", query, headers or {}, b"", "111111111111", None, lambda: None, {})  # type: ignore[arg-type]  # no backend
    name = "versions" if "versions" in query else ""
    handler = list_versions if name else list_objects
    _status, _headers, body = handler(request, TABLE[(Kind.BUCKET, name)], lambda: None)
    found: ElementTree.Element = ElementTree.fromstring(body)  # noqa: S314 - our own answer
    for node in found.iter():
        node.tag = node.tag.partition("}")[2]
    return found


def _text(node: ElementTree.Element, path: str) -> str:
    return node.findtext(path) or ""


def _rows(page: ElementTree.Element, query: dict[str, str]) -> list[Row]:
    """Entries in the order of the names, which the answer keeps."""
    read = unquote if query.get("encoding-type") == "url" else str
    found: list[Row] = []
    for node in page:
        if node.tag == "CommonPrefixes":
            found.append(("prefix", read(_text(node, "Prefix")), False))
        elif node.tag == "Contents":
            found.append(("object", read(_text(node, "Key")), True))
        elif node.tag in {"Version", "DeleteMarker"}:
            found.append((node.tag, f"{read(_text(node, 'Key'))} {_text(node, 'VersionId')}", _text(node, "IsLatest") == "true"))
    return found


def _group(key: str, prefix: str, delimiter: str) -> str | None:
    head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else ("", "", "")
    return prefix + head + found if found else None


def _model(bucket: LocalBucket, query: dict[str, str], after: str, after_version: str = "") -> list[Row]:
    """All entries behind a marker: every key is looked at, in order."""
    prefix, delimiter, versions = query.get("prefix", ""), query.get("delimiter", ""), "versions" in query
    found: list[Row] = []
    for key in sorted(name for name in bucket.keys if name.startswith(prefix)):
        history: list[Any] = bucket.keys.getlist(key)[::-1]
        group = _group(key, prefix, delimiter)
        shown = versions or isinstance(history[0], LocalKey)
        if group is not None:
            if shown and group > after and ("prefix", group, False) not in found:
                found.append(("prefix", group, False))
        elif not versions:
            found += [("object", key, True)] if shown and key > after else []
        elif key > after or (key == after and after_version):
            ids = [version.version_id for version in history]
            skipped = ids.index(after_version) + 1 if key == after else 0
            found += [
                ("Version" if isinstance(version, LocalKey) else "DeleteMarker", f"{key} {version.version_id}", version is history[0])
                for version in history[skipped:]
            ]
    return found


def _next(page: ElementTree.Element, query: dict[str, str], rows: list[Row]) -> dict[str, str]:
    """The query for the page after this one, as SDKs make it."""
    read = unquote if query.get("encoding-type") == "url" else str
    if "versions" in query:
        found = {"key-marker": read(_text(page, "NextKeyMarker")), "version-id-marker": _text(page, "NextVersionIdMarker")}
        return {**query, **found}
    if "list-type" in query:
        return {**query, "continuation-token": _text(page, "NextContinuationToken")}
    return {**query, "marker": read(_text(page, "NextMarker")) or rows[-1][1]}


@BOUNDED
@given(worlds, prefixes, delimiters, markers, sizes, st.sampled_from([{}, {"list-type": "2"}, {"versions": ""}]), st.booleans())
def test_pages_in_a_row_show_what_a_look_at_every_key_shows(world: list[tuple[str, str]], prefix: str, delimiter: str, marker: str,
                                                            size: int, kind: dict[str, str], encode: bool) -> None:  # fmt: skip
    bucket = _bucket(world)
    name = "key-marker" if "versions" in kind else "start-after" if "list-type" in kind else "marker"
    query = {**kind, "prefix": prefix, "delimiter": delimiter, name: marker, "max-keys": str(size)}
    query |= {"encoding-type": "url"} if encode else {}
    left = _model(bucket, query, marker)
    while True:
        page = _page(bucket, query)
        rows = _rows(page, query)
        assert rows == left[:size]
        left = left[size:]
        assert _text(page, "IsTruncated") == ("true" if left else "false")
        if "list-type" in kind:
            assert _text(page, "KeyCount") == str(len(rows))
        if not left:
            return
        query = _next(page, query, rows)


@BOUNDED
@given(worlds, prefixes, delimiters, st.integers(0, 11))
def test_a_version_marker_starts_behind_that_version(world: list[tuple[str, str]], prefix: str, delimiter: str, which: int) -> None:
    bucket = _bucket(world)
    stored = bucket.keys.all_versions()
    if not stored:
        return
    version = stored[which % len(stored)]
    query = {"versions": "", "prefix": prefix, "delimiter": delimiter, "key-marker": version.name, "version-id-marker": version.version_id}
    assert _rows(_page(bucket, query), query) == _model(bucket, query, version.name, version.version_id)


def test_a_page_of_a_large_bucket_looks_at_its_own_keys_only(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = _bucket([(f"{folder}/{number:03}", "put") for folder in ("a", "b", "c") for number in range(300)])
    looked = []
    current = bucket.keys.current
    monkeypatch.setattr(bucket.keys, "current", lambda key: looked.append(key) or current(key))
    assert len(_rows(_page(bucket, {"prefix": "b/", "marker": "b/100", "max-keys": "10"}), {})) == 10
    assert len(_rows(_page(bucket, {"delimiter": "/"}), {})) == 3
    assert len(looked) <= 11 + 3


def test_a_version_marker_without_a_key_marker_is_refused() -> None:
    with pytest.raises(S3Error, match="A version-id marker cannot be specified without a key marker"):
        _page(_bucket([]), {"versions": "", "version-id-marker": "x"})


def test_the_next_marker_is_given_with_a_delimiter_only() -> None:
    bucket = _bucket([("a", "put"), ("b", "put")])
    assert _page(bucket, {"max-keys": "1"}).find("NextMarker") is None
    assert _text(_page(bucket, {"max-keys": "1", "delimiter": "/"}), "NextMarker") == "a"


def test_names_that_xml_would_change_are_written_as_references() -> None:
    bucket = _bucket([("a\r<b>&", "put")])
    assert _rows(_page(bucket, {"versions": ""}), {})[0][1].startswith("a\r<b>& ")


def test_an_object_shows_its_owner_checksum_and_restored_copy_where_they_are_asked_for() -> None:
    bucket = _bucket([("key", "put")])
    key = bucket.keys.current("key")
    assert isinstance(key, LocalKey)
    key.checksum_algorithm, key.checksum_type, key._expiry = "CRC32", "FULL_OBJECT", datetime(2026, 2, 1, 5)
    plain = _page(bucket, {"list-type": "2"})
    assert plain.find("Contents/Owner") is plain.find("Contents/RestoreStatus") is None
    assert (_text(plain, "Contents/ChecksumAlgorithm"), _text(plain, "Contents/ChecksumType")) == ("CRC32", "FULL_OBJECT")
    asked = _page(bucket, {"list-type": "2", "fetch-owner": "true"}, {"x-amz-optional-object-attributes": "RestoreStatus"})
    assert len(_text(asked, "Contents/Owner/ID")) == 64
    assert _text(asked, "Contents/RestoreStatus/IsRestoreInProgress") == "false"
    assert _text(asked, "Contents/RestoreStatus/RestoreExpiryDate") == "2026-02-01T05:00:00.000Z"
