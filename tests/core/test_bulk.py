"""Batches give the same decisions as single calls, in worlds whose policies distinguish keys in every possible way."""

import random
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml

from s3_replication import core
from s3_replication.core.bulk import decide_all
from s3_replication.iam import UNKNOWN

from .builders import Cases

CASES = Cases()
ROWS = 120
COLUMNS = {
    "bucket": ["source"] * 9 + ["destination", "nowhere"],
    "size": [0, 12, 6 * 1024**3],
    "tags": [{}, {"class": "gold"}, {"class": "gold", "x": "y's"}, {"class": "silver", "x": "y"}],
    "acl": [None, "private", "public-read"],
    "readable_by_bucket_owner": [True, True, True, False],
    "encryption": ["AES256", "AES256", "aws:kms", "aws:kms:dsse", "SSE-C", "NONE"],
    "kms_key": ["{source-key}", "{source-key}", None, "UNKNOWN"],
    "bucket_key": [False, True],
    "storage_class": ["STANDARD", "STANDARD", "GLACIER", "STANDARD_IA"],
    "archived": [False, False, False, True],
    "lock_mode": [None, None, "COMPLIANCE"],
    "legal_hold": [None, None, "OFF", "ON"],
    "multipart": [False, True],
    "delete_marker": [False, False, False, True],
    "replica": [False, False, False, True],
    "status": [None, None, "COMPLETED", "FAILED", "PENDING", "REPLICA"],
    "change": [None, None, *core.Change],
}  # fmt: skip
TYPES = {name: pa.string() for name in ("acl", "kms_key", "lock_mode", "legal_hold", "status", "change")}
KEYS = ["docs/a", "docs/b'c", "docs/logs/1/x", "docs/logs/22/x", "tax/1", "taxonomy", "exactly", "Ü/ö", "x\ny", ""]


WORLDS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "bulk_worlds.yaml").read_text())


def world_of(row: dict[str, Any]) -> core.World:
    """The world of one row of the file."""
    extra = {"roles/replicator/permissions": row["allow"]} if "allow" in row else {}
    return CASES.world({**row, "statements": {**row.get("statements", {}), **extra}})


def table(connection: duckdb.DuckDBPyConnection, seed: int) -> list[dict[str, Any]]:
    """Random rows, in Python and in the table `versions`; few columns vary at a time, so that classes have many rows."""
    draw = random.Random(seed)  # noqa: S311 - test data
    varying = draw.sample(sorted(COLUMNS), 4)
    rows = [
        {"key": draw.choice(KEYS), "number": number, **{name: drawn(draw, name, name in varying) for name in COLUMNS}}
        for number in range(ROWS)
    ]
    tags = pa.array([list(row["tags"].items()) for row in rows], pa.map_(pa.string(), pa.string()))
    columns = {name: tags if name == "tags" else pa.array([row[name] for row in rows], TYPES.get(name)) for name in rows[0]}
    connection.register("versions", pa.table(columns))
    return rows


def drawn(draw: random.Random, name: str, varies: bool) -> Any:
    """A value of a column; one that does not vary has the first, but tags and encryption always do."""
    values = COLUMNS[name]
    value = CASES.named(draw.choice(values) if varies or name in ("tags", "encryption", "bucket_key") else values[0])
    return "UNKNOWN" if value is UNKNOWN else value


def version_of(row: dict[str, Any]) -> core.Version:
    """The version of a row."""
    fields = {name: row[name] for name in ("bucket", "key", "size", "tags", "acl", "readable_by_bucket_owner", "storage_class", "archived")}
    fields |= {name: row[name] for name in ("multipart", "delete_marker", "replica", "status")}
    lock = {"mode": row["lock_mode"], "legal_hold": row["legal_hold"]}
    encryption = {"kind": row["encryption"], "key": row["kms_key"], "bucket_key": row["bucket_key"]}
    return CASES.version({"version": {**fields, "lock": lock, "encryption": encryption}})


def one_by_one(world: core.World, rows: list[dict[str, Any]]) -> set[tuple[object, ...]]:
    """The decision of each row by a single call."""
    engine, found = core.Engine(world), set()
    for row in rows:
        decision = engine.decide(version_of(row), core.Change(row["change"] or "object"))
        status = "UNKNOWN" if decision.status is UNKNOWN else decision.status
        for task in decision.tasks:
            rule = task.admission and task.admission.rule.id
            end = (task.outcome.value, rule, task.reason, task.failure_reason, task.assumed, ", ".join(sorted(task.unknown)), status)
            found.add((row["number"], task.destination_bucket, *end))
        if not decision.tasks:
            found.add((row["number"], None, "NOT_REPLICATED", None, decision.reason, None, False, "", status))
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", WORLDS)
def test_a_batch_decides_as_single_decisions_do(name: str, seed: int) -> None:
    """Every row, in every kind of world."""
    connection = duckdb.connect()
    rows = table(connection, seed)
    world = world_of(WORLDS[name])
    decided = decide_all(connection, world, "versions")
    fields = "number, destination, outcome, rule_id, reason, failure_reason, assumed, array_to_string(unknown, ', '), decided_status"
    found = set(decided.project(fields).fetchall())
    assert found == one_by_one(world, rows)


def test_columns_that_are_not_there_take_the_defaults_of_a_version() -> None:
    """A bare list of keys is enough."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE keys AS SELECT 'source' AS bucket, 'docs/' || range AS key FROM range(1000)")
    decided = decide_all(connection, CASES.world({}), "keys")
    assert decided.aggregate("outcome, decided_status, count(*) AS n").fetchall() == [("COMPLETED", "COMPLETED", 1000)]
    assert decided.columns[:2] == ["bucket", "key"]


def test_an_empty_table_gives_no_row() -> None:
    """No rows give no decisions."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE keys (bucket VARCHAR, key VARCHAR)")
    assert decide_all(connection, CASES.world({}), "keys").fetchall() == []


def test_a_change_for_all_rows_can_be_given() -> None:
    """A report of existing objects is decided as in a batch job."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE keys AS SELECT 'source' AS bucket, 'a' AS key, 'GLACIER' AS storage_class")
    (row,) = decide_all(connection, CASES.world({}), "keys", core.Change.BATCH).fetchall()
    assert "SrcObjectNotEligible" in row
