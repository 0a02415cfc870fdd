"""Which version an entry of a manifest names, and why a job cannot replicate it, over a store that is only a table."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from s3_replication.core import Bucket, Engine, FailureReason, Version, World
from s3_replication.core.batch import JobRole
from s3_replication.local.batch.manifest import ManifestEntry
from s3_replication.local.batch.report import TaskResult
from s3_replication.local.batch.tasks import begin, find_version
from s3_replication.local.ports.store import Store

BUCKET = Bucket(name="source", arn="arn:aws:s3:::source", account="111111111111", region="us-east-1")
VERSION = Version("source", "key", "v1", datetime(2026, 1, 1, tzinfo=UTC))
ENTRY = ManifestEntry("source", "key", "v1")


@dataclass
class Table:
    """The three methods of the store port that finding a version uses."""

    buckets: dict[str, Bucket] = field(default_factory=lambda: {"source": BUCKET})
    versions: list[Version] = field(default_factory=lambda: [VERSION])

    def bucket(self, name: str) -> Bucket | None:
        return self.buckets.get(name)

    def version(self, bucket: str, key: str, version_id: str) -> Version | None:
        return next((one for one in self.versions if (one.bucket, one.key, one.version_id) == (bucket, key, version_id)), None)

    def has_key(self, bucket: str, key: str) -> bool:
        return any((one.bucket, one.key) == (bucket, key) for one in self.versions)


@dataclass
class Role:
    allowed: bool = True

    def may(self, action: str, bucket: Bucket, key: str | None = None) -> bool:
        return self.allowed and (action, bucket.name, key) == ("s3:InitiateReplication", "source", "key")


def found(table: Table, *, region: str = "us-east-1", allowed: bool = True, entry: ManifestEntry = ENTRY) -> Any:
    return find_version(entry, region, cast(JobRole, Role(allowed)), cast(Store, table))


def test_the_version_that_the_entry_names_is_found() -> None:
    assert found(Table()) == VERSION


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"table": Table(buckets={})}, FailureReason.SRC_BUCKET_NOT_FOUND),
        ({"table": Table(), "region": "eu-west-1"}, FailureReason.SRC_BUCKET_INVALID_REGION),
        ({"table": Table(versions=[]), "allowed": False}, FailureReason.INITIATE_REPLICATION_NOT_PERMITTED),
        ({"table": Table(), "entry": replace(ENTRY, version_id="v2")}, FailureReason.SRC_VERSION_NOT_FOUND),
        ({"table": Table(versions=[])}, FailureReason.SRC_OBJECT_NOT_FOUND),
    ],
    ids=lambda value: value.value if isinstance(value, FailureReason) else "",
)
def test_what_keeps_an_entry_from_replicating_is_named(case: dict[str, Any], reason: FailureReason) -> None:
    result = found(**case)
    assert isinstance(result, TaskResult)
    assert (result.succeeded, result.error) == (False, reason.value)


def test_a_bucket_without_a_replication_configuration_is_named() -> None:
    result = begin(ENTRY, VERSION, Engine(World({"source": BUCKET}, {}, {})))
    assert isinstance(result, TaskResult)
    assert result.error == FailureReason.SRC_BUCKET_REPLICATION_CONFIG_MISSING.value
