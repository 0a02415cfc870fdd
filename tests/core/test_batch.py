"""Deciding in batches gives what deciding one by one gives, in worlds whose policies tell keys apart in every way they can."""

import random
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml

from s3_replication import core
from s3_replication.core.batch import decide_all
from s3_replication.core.batch.columns import representative

from .builders import Cases

CASES = Cases()
ROWS = 1000
COLUMNS = {
    "bucket": ["source"] * 9 + ["destination", "nowhere"],
    "size": [0, 12, 6 * 1024**3],
    "tags": [{}, {}, {"class": "gold"}, {"class": "silver", "x": "y"}],
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
KEYS = ["docs/a", "docs/b'c", "docs/logs/1/x", "docs/logs/22/x", "tax/1", "taxonomy", "exactly", "Ü/ö", "x\ny", ""]


WORLDS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "batch_worlds.yaml").read_text())


def world_of(row: dict[str, Any]) -> core.World:
    """The world of one row of the file."""
    extra = {"roles/replicator/permissions": row["allow"]} if "allow" in row else {}
    return CASES.world({**row, "statements": {**row.get("statements", {}), **extra}})


def table(connection: duckdb.DuckDBPyConnection, seed: int) -> list[dict[str, Any]]:
    """Random rows, in Python and in the table `versions`."""
    draw = random.Random(seed)  # noqa: S311 - test data
    rows = [
        {"key": draw.choice(KEYS), "number": number, **{name: CASES.named(draw.choice(values)) for name, values in COLUMNS.items()}}
        for number in range(ROWS)
    ]
    for row in rows:
        row["kms_key"] = "UNKNOWN" if not isinstance(row["kms_key"], str | None) else row["kms_key"]
    tags = pa.array([list(row["tags"].items()) for row in rows], pa.map_(pa.string(), pa.string()))
    columns = {name: tags if name == "tags" else pa.array([row[name] for row in rows]) for name in rows[0]}
    connection.register("versions", pa.table(columns))
    return rows


def one_by_one(world: core.World, rows: list[dict[str, Any]]) -> set[tuple[object, ...]]:
    """What deciding each row for itself gives."""
    engine, found = core.Engine(world), set()
    for row in rows:
        decision = engine.decide(*representative(row, core.Change.OBJECT))
        for task in decision.tasks:
            rule = task.admission and task.admission.rule.id
            found.add((row["number"], task.destination_bucket, task.outcome.value, rule, task.reason, task.failure_reason, task.assumed))
        if not decision.tasks:
            found.add((row["number"], None, "NOT_REPLICATED", None, decision.reason, None, False))
    return found


@pytest.mark.parametrize("name", WORLDS)
def test_a_batch_decides_as_single_decisions_do(name: str) -> None:
    """Every row, in every kind of world."""
    connection = duckdb.connect()
    rows = table(connection, seed=len(name))
    world = world_of(WORLDS[name])
    decided = decide_all(connection, world, "versions")
    fields = "number, destination, outcome, rule_id, reason, failure_reason, assumed"
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
    """Nothing in, nothing out."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE keys (bucket VARCHAR, key VARCHAR)")
    assert decide_all(connection, CASES.world({}), "keys").fetchall() == []


def test_a_change_for_all_rows_can_be_given() -> None:
    """A report of existing objects is asked as a batch job would."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE keys AS SELECT 'source' AS bucket, 'a' AS key, 'GLACIER' AS storage_class")
    (row,) = decide_all(connection, CASES.world({}), "keys", core.Change.BATCH).fetchall()
    assert "SrcObjectNotEligible" in row
