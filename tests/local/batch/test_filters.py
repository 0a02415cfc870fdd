"""What the filter of a manifest generator takes, by a table."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.core import Encryption, EncryptionKind, ReplicationStatus, Version
from s3_replication.local.batch.errors import BatchError
from s3_replication.local.batch.request import parse_filter

TABLE = yaml.safe_load(Path(__file__).with_name("filters.yaml").read_text())


def version(row: dict[str, Any]) -> Version:
    encryption = Encryption(EncryptionKind(row.get("encryption", "AES256")), row.get("kms_key"), row.get("bucket_key", False))
    created = datetime.fromisoformat(row["created"].replace("Z", "+00:00")) if "created" in row else datetime(2026, 1, 1, tzinfo=UTC)
    return Version("source", row["key"], "v", created, size=row.get("size", 0), encryption=encryption,
                   storage_class=row.get("storage_class", "STANDARD"), delete_marker=row.get("marker", False),
                   status=ReplicationStatus(row["status"]) if "status" in row else None)  # fmt: skip


@pytest.mark.parametrize("case", TABLE["cases"].values(), ids=TABLE["cases"].keys())
def test_filter_takes(case: dict[str, Any]) -> None:
    everything = set(TABLE["versions"])
    expected = everything - set(case["leaves"]) if "leaves" in case else everything if case["takes"] == "all" else set(case["takes"])
    found = parse_filter(case["filter"])
    taken = {name for name, row in TABLE["versions"].items() if found.takes(version(row), lambda one: one.key.startswith("logs/"))}
    assert taken == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"ObjectReplicationStatuses": ["PENDING"]},
        {"MatchAnyStorageClass": ["NEARLINE"]},
        {"KeyNameConstraint": {"MatchAnySuffix": ["x" * 1025]}},
        {"MatchAnyObjectEncryption": [{"SSES3": {}, "SSEC": {}}]},
        {"CreatedAfter": "yesterday"},
    ],
    ids=["pending-cannot-be-chosen", "unknown-class", "name-too-long", "two-kinds-in-one-entry", "no-date"],
)  # 6.09, 6.10
def test_wrong_filter_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BatchError, match="BadRequestException"):
        parse_filter(wrong)
