"""Inventory reports as S3 delivers them (facts 4.02, 7.12)."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
import pytest

from s3_replication.errors import InputError
from s3_replication.local.batch.manifest import read_inventory
from tests.local.conftest import Pair, policy, unique

Make = Callable[..., Any]
FIELDS = ["Size", "LastModifiedDate", "ETag", "StorageClass", "IsMultipartUploaded", "ReplicationStatus", "EncryptionStatus",
          "ObjectLockRetainUntilDate", "ObjectLockMode", "ObjectLockLegalHoldStatus", "BucketKeyStatus", "ChecksumAlgorithm"]  # fmt: skip


@dataclass
class Inventory:
    """One inventory of a pair's source bucket, and the bucket its reports go to."""

    pair: Pair
    bucket: str

    def configure(self, form: str = "CSV", fields: list[str] | None = None, **more: Any) -> None:
        place = {"Bucket": f"arn:aws:s3:::{self.bucket}", "Format": form, "Prefix": "inventory"}
        self.pair.at_source.put_bucket_inventory_configuration(Bucket=self.pair.source, Id="all", InventoryConfiguration={
            "Id": "all", "IsEnabled": True, "IncludedObjectVersions": "All", "Schedule": {"Frequency": "Daily"},
            "OptionalFields": FIELDS if fields is None else fields, "Destination": {"S3BucketDestination": place}, **more,
        })  # fmt: skip

    def admit_s3(self, **condition: Any) -> None:
        """The policy of the User Guide's example."""
        service = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "s3:PutObject",
                   "Resource": f"arn:aws:s3:::{self.bucket}/*",
                   "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{self.pair.source}"},
                                 "StringEquals": {"aws:SourceAccount": self.pair.source_account}} | condition}  # fmt: skip
        self.pair.at_source.put_bucket_policy(Bucket=self.bucket, Policy=policy(service))

    def deliver(self) -> dict[str, Any]:
        answer = self.pair.aws.control.deliver_inventory(self.pair.source, "all")
        manifest: dict[str, Any] = json.loads(self.read(answer["manifest"]))
        return {**manifest, "at": answer["manifest"]}

    def read(self, key: str) -> bytes:
        body: bytes = self.pair.at_source.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return body

    def rows(self, manifest: dict[str, Any]) -> list[dict[str, str]]:
        names = [name.strip() for name in manifest["fileSchema"].split(",")]
        text = gzip.decompress(self.read(manifest["files"][0]["key"])).decode()
        return [dict(zip(names, row, strict=True)) for row in csv.reader(io.StringIO(text))]


@pytest.fixture
def make_inventory(make_pair: Make) -> Callable[..., Inventory]:
    def make(**options: Any) -> Inventory:
        pair = make_pair(**options)
        found = Inventory(pair, unique("inventory"))
        pair.at_source.create_bucket(Bucket=found.bucket)
        found.admit_s3()
        return found

    return make


def test_report_lists_versions_with_their_replication_status(make_inventory: Callable[..., Inventory]) -> None:
    inventory = make_inventory()
    pair = inventory.pair
    first, second = pair.put("a b", b"1"), pair.put("a b", b"22")
    pair.admit(without=("s3:ReplicateObject",))
    pair.put("failed")
    marker = pair.at_source.delete_object(Bucket=pair.source, Key="gone")["VersionId"]
    pair.settle()
    inventory.configure()
    rows = {(row["Key"], row["VersionId"]): row for row in inventory.rows(inventory.deliver())}
    names = ("IsLatest", "IsDeleteMarker", "Size", "ReplicationStatus", "EncryptionStatus")
    assert {name: rows["a%20b", second][name] for name in names} == {
        "IsLatest": "true", "IsDeleteMarker": "false", "Size": "2", "ReplicationStatus": "COMPLETED", "EncryptionStatus": "SSE-S3",
    }  # fmt: skip
    assert rows["a%20b", first]["IsLatest"] == "false"
    assert next(row["ReplicationStatus"] for (key, _), row in rows.items() if key == "failed") == "FAILED"
    assert (rows["gone", marker]["IsDeleteMarker"], rows["gone", marker]["Size"], rows["gone", marker]["ETag"]) == ("true", "", "")
    assert len(rows) == 4


def test_replicas_and_untouched_objects_have_their_own_words(make_inventory: Callable[..., Inventory]) -> None:  # 7.12
    inventory = make_inventory(configured=False)
    inventory.pair.put("old")
    inventory.configure(fields=["ReplicationStatus"])
    manifest = inventory.deliver()
    assert manifest["fileSchema"] == "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, ReplicationStatus"
    assert [row["ReplicationStatus"] for row in inventory.rows(manifest)] == [""]


def test_layout_manifest_and_checksum(make_inventory: Callable[..., Inventory]) -> None:
    inventory = make_inventory()
    inventory.pair.put("a")
    inventory.configure()
    manifest = inventory.deliver()
    folder = f"inventory/{inventory.pair.source}/all"
    assert manifest["at"].startswith(f"{folder}/20")
    assert manifest["at"].endswith("Z/manifest.json")
    body = inventory.read(manifest["at"])
    assert inventory.read(manifest["at"].replace(".json", ".checksum")) == hashlib.md5(body, usedforsecurity=False).hexdigest().encode()
    file = manifest["files"][0]
    data = inventory.read(file["key"])
    assert file["key"].startswith(f"{folder}/data/")
    assert (file["size"], file["MD5checksum"]) == (len(data), hashlib.md5(data, usedforsecurity=False).hexdigest())
    assert (manifest["sourceBucket"], manifest["destinationBucket"], manifest["fileFormat"]) == (
        inventory.pair.source, f"arn:aws:s3:::{inventory.bucket}", "CSV",
    )  # fmt: skip
    links = inventory.pair.at_source.list_objects_v2(Bucket=inventory.bucket, Prefix=f"{folder}/hive/")["Contents"]
    assert inventory.read(links[0]["Key"]).decode().strip() == f"s3://{inventory.bucket}/{file['key']}"


def test_parquet_report_has_typed_columns(make_inventory: Callable[..., Inventory]) -> None:
    inventory = make_inventory()
    inventory.pair.put("a b", b"123")
    inventory.configure("Parquet")
    manifest = inventory.deliver()
    table = pq.read_table(io.BytesIO(inventory.read(manifest["files"][0]["key"]))).to_pylist()
    assert (table[0]["key"], table[0]["size"], table[0]["is_latest"], table[0]["replication_status"]) == ("a b", 3, True, "COMPLETED")
    assert table[0]["last_modified_date"].utcoffset().total_seconds() == 0
    assert manifest["fileSchema"].startswith("message s3.inventory {  required binary bucket (STRING);  required binary key (STRING);")


def test_current_versions_only(make_inventory: Callable[..., Inventory]) -> None:
    inventory = make_inventory()
    inventory.pair.put("a", b"1")
    inventory.pair.put("a", b"2")
    inventory.pair.at_source.delete_object(Bucket=inventory.pair.source, Key="gone")
    inventory.configure(fields=["Size"], IncludedObjectVersions="Current")
    manifest = inventory.deliver()
    assert (manifest["fileSchema"], [row["Key"] for row in inventory.rows(manifest)]) == ("Bucket, Key, Size", ["a"])


def test_only_the_prefix_is_listed(make_inventory: Callable[..., Inventory]) -> None:
    inventory = make_inventory()
    for key in ("in/a", "out/b"):
        inventory.pair.put(key)
    inventory.configure(fields=[], Filter={"Prefix": "in/"})
    assert [row["Key"] for row in inventory.rows(inventory.deliver())] == ["in/a"]


def test_lock_and_checksum_columns(make_inventory: Callable[..., Inventory]) -> None:
    inventory = make_inventory(lock=(True, True))
    inventory.pair.put("a", ObjectLockLegalHoldStatus="ON", ChecksumAlgorithm="SHA256")
    inventory.configure()
    row = inventory.rows(inventory.deliver())[0]
    assert (row["ObjectLockLegalHoldStatus"], row["ObjectLockMode"], row["ChecksumAlgorithm"]) == ("ON", "", "SHA256")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"form": "ORC"}, "ORC"),
        ({"IsEnabled": False}, "disabled"),
        ({"fields": ["LifecycleExpirationDate"]}, "LifecycleExpirationDate"),
    ],
    ids=["orc", "disabled", "field-not-known"],
)
def test_report_that_cannot_be_made_says_why(make_inventory: Callable[..., Inventory], change: dict[str, Any], words: str) -> None:
    inventory = make_inventory()
    inventory.configure(**change)
    with pytest.raises(InputError, match=words):
        inventory.deliver()


def test_destination_policy_must_admit_s3(make_inventory: Callable[..., Inventory]) -> None:
    inventory = make_inventory()
    inventory.configure()
    inventory.pair.at_source.delete_bucket_policy(Bucket=inventory.bucket)
    with pytest.raises(InputError, match=r"s3\.amazonaws\.com do s3:PutObject"):
        inventory.deliver()


def test_configuration_that_is_not_there(make_inventory: Callable[..., Inventory]) -> None:
    inventory = make_inventory()
    with pytest.raises(InputError, match="PutBucketInventoryConfiguration"):
        inventory.deliver()


def test_report_serves_a_batch_replication_job(make_inventory: Callable[..., Inventory]) -> None:  # 6.07
    inventory = make_inventory(configured=False)
    pair = inventory.pair
    versions = {pair.put("a"), pair.put("ü b")}
    inventory.configure()
    manifest = inventory.deliver()

    def fetch(bucket: str, key: str) -> bytes:
        assert bucket == inventory.bucket
        return inventory.read(key)

    entries = list(read_inventory(inventory.read(manifest["at"]), fetch))
    assert ({entry.key for entry in entries}, {entry.version_id for entry in entries}) == ({"a", "ü b"}, versions)
