"""Manifests: what a job works through, read from a user's CSV or an inventory report, or generated (facts 6.07, 6.08)."""

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from s3_replication.core import bucket_name
from s3_replication.core.batch import MANIFEST_COLUMNS, missing_columns

__all__ = [
    "CSV_FORMAT",
    "GENERATED_FORMAT",
    "INVENTORY_FORMAT",
    "GeneratedManifest",
    "ManifestEntry",
    "ManifestError",
    "generated",
    "read_csv",
    "read_inventory",
]  # fmt: skip

CSV_FORMAT = "S3BatchOperations_CSV_20180820"
INVENTORY_FORMAT = "S3InventoryReport_CSV_20161130"
GENERATED_FORMAT = "S3InventoryReport_CSV_20211130"


class ManifestError(Exception):
    """The manifest cannot be used; the text says what of it and how to repair it."""


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One object version to work on."""

    bucket: str
    key: str
    version_id: str


@dataclass(frozen=True, slots=True)
class GeneratedManifest:
    """The two files of a generated manifest, by their names below the output prefix."""

    manifest_name: str
    manifest: bytes
    data_name: str
    data: bytes


def read_csv(body: bytes, fields: Sequence[str]) -> Iterator[ManifestEntry]:
    """The entries of a CSV manifest, whose keys are URL-encoded; raises ManifestError at the row that cannot be read."""
    columns = _columns(fields)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError("the manifest is not UTF-8 text; save it as UTF-8 without byte order mark") from error
    yield from _entries(csv.reader(io.StringIO(text, newline="")), columns, len(fields))


def _columns(fields: Sequence[str]) -> tuple[int, int, int]:
    """Where bucket, key and version id stand; replication acts on versions, so that none may be missing (6.07)."""
    missing = missing_columns(fields)
    if missing:
        raise ManifestError(
            f"the manifest has no {' and no '.join(missing)} column; Batch Replication acts on versions and needs Bucket, Key and VersionId"
        )
    return fields.index("Bucket"), fields.index("Key"), fields.index("VersionId")


def _entries(rows: Iterable[list[str]], columns: tuple[int, int, int], width: int) -> Iterator[ManifestEntry]:
    try:
        for number, row in enumerate(rows, 1):
            if not row:
                continue
            if len(row) != width:
                raise ManifestError(f"row {number} of the manifest has {len(row)} columns, its fields are {width}")
            bucket, key, version = (row[column] for column in columns)
            if not bucket or not key:
                raise ManifestError(f"row {number} of the manifest has no bucket or no key")
            yield ManifestEntry(bucket, unquote(key), version or "null")
    except csv.Error as error:
        raise ManifestError(f"the manifest is no CSV: {error}") from error


def read_inventory(manifest: bytes, fetch: Callable[[str, str], bytes | None]) -> Iterator[ManifestEntry]:
    """The entries of an inventory report by its manifest.json; `fetch` gives the file of a bucket and key, None where it does not exist."""
    try:
        found = json.loads(manifest)
        fields = [name.strip() for name in found["fileSchema"].split(",")]
        bucket = bucket_name(found["destinationBucket"])
        files = [(str(file["key"]), str(file["MD5checksum"])) for file in found["files"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError("the manifest is no manifest.json of an S3 Inventory report in CSV") from error
    if found.get("fileFormat") != "CSV":
        raise ManifestError(f"the inventory report is {found.get('fileFormat')}; Batch Operations reads CSV reports only")
    columns = _columns(fields)
    for key, md5 in files:
        yield from _entries(csv.reader(io.StringIO(_unpacked(bucket, key, md5, fetch), newline="")), columns, len(fields))


def _unpacked(bucket: str, key: str, md5: str, fetch: Callable[[str, str], bytes | None]) -> str:
    packed = fetch(bucket, key)
    if packed is None:
        raise ManifestError(f"the inventory report's file {bucket}/{key} cannot be read")
    if hashlib.md5(packed, usedforsecurity=False).hexdigest() != md5:
        raise ManifestError(f"the inventory report's file {bucket}/{key} does not have the MD5 that manifest.json gives")
    try:
        return gzip.decompress(packed).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ManifestError(f"the inventory report's file {bucket}/{key} is not gzip") from error


def generated(entries: Sequence[ManifestEntry], source: str, output_bucket_arn: str, prefix: str, created: int) -> GeneratedManifest:
    """The files of a generated manifest; `created` in milliseconds since 1970. The names below the prefix are assumed."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        (entry.bucket, quote(entry.key, safe="/"), entry.version_id) for entry in entries
    )
    data = gzip.compress(text.getvalue().encode(), mtime=0)
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    data_name = f"data/{digest}.csv.gz"
    manifest = {
        "sourceBucket": source,
        "destinationBucket": output_bucket_arn,
        "version": "2021-11-30",
        "creationTimestamp": str(created),
        "fileFormat": "CSV",
        "fileSchema": ", ".join(MANIFEST_COLUMNS),
        "files": [{"key": f"{prefix}{data_name}", "size": len(data), "MD5checksum": digest}],
    }
    return GeneratedManifest("manifest.json", json.dumps(manifest, indent=2).encode(), data_name, data)
