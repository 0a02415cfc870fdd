"""Manifests as they are read and written (facts 6.07, 6.08)."""

import gzip
import hashlib
import json

import pytest

from s3_replication.local.batch.manifest import ManifestEntry, ManifestError, generated, read_csv, read_inventory

FIELDS = ("Bucket", "Key", "VersionId")


def test_keys_are_url_decoded_and_columns_found_by_name() -> None:
    body = b'ignored,"b","a%2Bb/%C3%BC%20c",v1\n\nignored,b,"comma,and""quote",\n'
    found = list(read_csv(body, ("Ignore", "Bucket", "Key", "VersionId")))
    assert found == [ManifestEntry("b", "a+b/ü c", "v1"), ManifestEntry("b", 'comma,and"quote', "null")]


@pytest.mark.parametrize("key", ["plain", "with space", "ü/ß", "a+b%c", 'quote"comma,', "line\nbreak"])
def test_generated_manifest_reads_back(key: str) -> None:
    entries = [ManifestEntry("source", key, "v1"), ManifestEntry("source", key, "v2")]
    made = generated(entries, "source", "arn:aws:s3:::out", "folder/", 0)
    assert json.loads(made.manifest)["files"][0]["key"] == f"folder/{made.data_name}"
    files = {("out", f"folder/{made.data_name}"): made.data}
    assert list(read_inventory(made.manifest, lambda bucket, name: files.get((bucket, name)))) == entries


def manifest(data: bytes, **change: object) -> bytes:
    file = {"key": "data/x.csv.gz", "size": len(data), "MD5checksum": hashlib.md5(data, usedforsecurity=False).hexdigest()}
    found = {"destinationBucket": "arn:aws:s3:::b", "fileFormat": "CSV", "fileSchema": "Bucket, Key, VersionId", "files": [file], **change}
    return json.dumps(found).encode()


@pytest.mark.parametrize(
    ("body", "data", "words"),
    [
        (b"[]", b"", "no manifest.json"),
        (b"not json", b"", "no manifest.json"),
        (manifest(b"", files=[{}]), b"", "no manifest.json"),
        (manifest(b"", fileFormat="Parquet"), b"", "CSV reports only"),
        (manifest(b"", fileSchema="Bucket, Key"), b"", "VersionId"),
        (manifest(b"other"), b"data", "MD5"),
        (manifest(b"data"), b"data", "not gzip"),
        (manifest(b"data"), None, "cannot be read"),
        (manifest(gzip.compress(b"only,two\n", mtime=0)), gzip.compress(b"only,two\n", mtime=0), "columns"),
    ],
    ids=["no-object", "no-json", "file-without-name", "parquet", "no-versions", "another-md5", "no-gzip", "no-file", "too-few-columns"],
)
def test_inventory_that_cannot_be_used_says_why(body: bytes, data: bytes | None, words: str) -> None:
    with pytest.raises(ManifestError, match=words):
        list(read_inventory(body, lambda _bucket, _key: data))
