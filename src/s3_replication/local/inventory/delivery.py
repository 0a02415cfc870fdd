"""Delivers one report: lists the bucket, writes data, manifest, checksum and symlink (User Guide, "Locating your inventory list")."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from s3_replication.core import Bucket
from s3_replication.errors import InputError
from s3_replication.iam import Policies, Principal, PrincipalKind, Request, Unknown, Verdict, evaluate
from s3_replication.local.inventory.columns import columns_of
from s3_replication.local.inventory.configuration import Format, InventoryConfiguration, parse_inventory
from s3_replication.local.inventory.files import csv_file, csv_schema, parquet_file, parquet_schema
from s3_replication.local.ports.listing import ListedVersion
from s3_replication.local.ports.missing import no_bucket
from s3_replication.local.ports.store import Store
from s3_replication.local.s3.errors import S3Error

__all__ = ["Delivered", "deliver"]

_VERSION: Final = "2016-11-30"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where a report went; `rows` is the number of versions listed."""

    bucket: str
    manifest: str
    files: tuple[str, ...]
    rows: int


def deliver(bucket: str, identifier: str, now: datetime, store: Store) -> Delivered:
    """The report of one configuration, as of now; raises InputError with what keeps S3 from delivering it."""
    source = store.bucket(bucket)
    if source is None:
        raise no_bucket(bucket)
    document = store.document(bucket, "inventory", identifier)
    if document is None:
        raise InputError(f"bucket {bucket} has no inventory configuration {identifier!r}; put one with PutBucketInventoryConfiguration")
    configuration = parse_inventory(document)
    _check(configuration)
    destination = _destination(source, configuration, store)
    rows = [row for row in store.versions(bucket, configuration.source_prefix) if configuration.all_versions or _is_listed(row)]
    return _write(source, destination, configuration, rows, now, store)


def _is_listed(row: ListedVersion) -> bool:
    """A report of current versions leaves out keys whose current version is a marker."""
    return row.latest and not row.version.delete_marker


def _check(configuration: InventoryConfiguration) -> None:
    if not configuration.enabled:
        raise InputError(f"inventory configuration {configuration.id} is disabled; set IsEnabled to true")
    if configuration.format is Format.ORC:
        raise InputError(f"inventory configuration {configuration.id} asks for ORC; the local AWS writes CSV and Parquet")
    unknown = columns_of(configuration)[1]
    if unknown:
        fields = ", ".join(unknown)
        raise InputError(f"the local AWS does not know the optional field {fields} of inventory {configuration.id}; leave it out")


def _destination(source: Bucket, configuration: InventoryConfiguration, store: Store) -> Bucket:
    found = store.bucket(configuration.bucket)
    if found is None:
        raise InputError(f"the inventory's destination bucket {configuration.bucket} does not exist; create it")
    if configuration.owner is not None and configuration.owner != found.account:
        raise InputError(f"bucket {found.name} belongs to {found.account}, the inventory expects {configuration.owner}; correct AccountId")
    if found.region != source.region:
        raise InputError(f"bucket {found.name} is in {found.region}, an inventory goes to a bucket of the source's Region {source.region}")
    if not _may_write(source, found, f"{_folder(source, configuration)}/"):
        raise InputError(f"the bucket policy of {found.name} does not let s3.amazonaws.com do s3:PutObject for {source.arn}; "
                         "allow it, with aws:SourceArn and aws:SourceAccount of the source")  # fmt: skip
    return found


def _may_write(source: Bucket, destination: Bucket, key: str) -> bool:
    """S3 writes as its service principal, with the three keys of the User Guide's example policy."""
    context = {
        "aws:sourcearn": (source.arn,), "aws:sourceaccount": (source.account,), "s3:x-amz-acl": ("bucket-owner-full-control",),
        "aws:securetransport": ("true",),
    }  # fmt: skip
    principal = Principal(PrincipalKind.SERVICE, "s3.amazonaws.com", "")
    request = Request(principal, "s3:PutObject", f"{destination.arn}/{key}", destination.account, context)
    policy = destination.policy
    return not isinstance(policy, Unknown) and evaluate(request, Policies(resource=policy)).verdict is Verdict.ALLOW


def _folder(source: Bucket, configuration: InventoryConfiguration) -> str:
    prefix = configuration.prefix.rstrip("/")
    return f"{prefix}/{source.name}/{configuration.id}" if prefix else f"{source.name}/{configuration.id}"


def _write(
    source: Bucket, destination: Bucket, configuration: InventoryConfiguration, rows: list[ListedVersion], now: datetime, store: Store
) -> Delivered:
    columns = columns_of(configuration)[0]
    parquet = configuration.format is Format.PARQUET
    body = parquet_file(columns, rows) if parquet else csv_file(columns, rows)
    folder = _folder(source, configuration)
    data = f"{folder}/data/{uuid.uuid4()}.{'parquet' if parquet else 'csv.gz'}"
    manifest = json.dumps({
        "sourceBucket": source.name,
        "destinationBucket": destination.arn,
        "version": _VERSION,
        "creationTimestamp": str(int(now.timestamp() * 1000)),
        "fileFormat": configuration.format.value,
        "fileSchema": parquet_schema(columns) if parquet else csv_schema(columns),
        "files": [{"key": data, "size": len(body), "MD5checksum": hashlib.md5(body, usedforsecurity=False).hexdigest()}],
    }, indent=2).encode()  # fmt: skip
    dated = f"{folder}/{now:%Y-%m-%dT%H-%MZ}"
    checksum = hashlib.md5(manifest, usedforsecurity=False).hexdigest().encode()
    written = {
        data: body,
        f"{folder}/hive/dt={now:%Y-%m-%d-%H-%M}/symlink.txt": f"s3://{destination.name}/{data}\n".encode(),
        f"{dated}/manifest.checksum": checksum,
        f"{dated}/manifest.json": manifest,
    }
    try:
        for key, content in written.items():
            kind = "application/octet-stream"
            store.write_object(destination, key, content, kind, kms_key=configuration.kms_key, sse_s3=configuration.sse_s3)
    except S3Error as error:
        raise InputError(f"the report cannot be written to {destination.name}: {error.message}") from error
    return Delivered(destination.name, f"{dated}/manifest.json", tuple(written), len(rows))
