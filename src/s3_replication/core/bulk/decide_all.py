"""decide() over a DuckDB relation: one decision per class of rows, joined back to all of them."""

from collections.abc import Collection, Mapping
from typing import Final

import duckdb

from s3_replication.core.bulk.columns import class_expressions, operands, representative
from s3_replication.core.decide import Engine
from s3_replication.core.key_classes import patterns_of_world
from s3_replication.core.model import Change, World
from s3_replication.core.results import Decision
from s3_replication.iam import Unknown

__all__ = ["decide_all"]

_CLASS: Final = "s3_replication_class"
_CLASSES: Final = "s3_replication_classes"
_DECIDED: Final = "s3_replication_decided"
_RESULTS: Final = {
    _CLASS: "BIGINT", "destination": "VARCHAR", "outcome": "VARCHAR", "rule_id": "VARCHAR", "reason": "VARCHAR",
    "failure_reason": "VARCHAR", "unknown": "VARCHAR[]", "assumed": "BOOLEAN", "decided_status": "VARCHAR",
}  # fmt: skip


def decide_all(
    connection: duckdb.DuckDBPyConnection, world: World, versions: str, change: Change = Change.OBJECT
) -> duckdb.DuckDBPyRelation:
    """Return the columns of the table or view `versions` (its name as SQL) with the columns of each row's decision.

    Columns: `bucket` and `key`, and any of bulk.columns.COLUMNS (`tags` a MAP of texts, `change` for rows of several changes); a missing
    one takes the default of core.Version. Added: `destination` (one row per destination; NULL without any rule), `outcome`, `rule_id`,
    `reason`, `failure_reason`, `unknown`, `assumed`, and the version's `decided_status` ("UNKNOWN" if it depends on an unknown value).
    Temporary tables of the connection named s3_replication_* belong to the last call.
    """
    present = [str(row[0]) for row in connection.execute(f"DESCRIBE SELECT * FROM {versions}").fetchall()]  # noqa: S608 - caller's own name
    expressions = class_expressions(world, patterns_of_world(world), present) or ["0"]
    features = {f"s3_replication_{place}": expression for place, expression in enumerate(expressions)}
    _make_classes(connection, versions, features, present)
    _decide_classes(connection, world, change)
    same = " AND ".join(f"{expression} IS NOT DISTINCT FROM c.{name}" for name, expression in features.items())
    return connection.sql(
        f"SELECT v.*, d.* EXCLUDE ({_CLASS}) FROM {versions} v JOIN {_CLASSES} c ON {same} JOIN {_DECIDED} d USING ({_CLASS})"  # noqa: S608 - made here
    )


def _make_classes(connection: duckdb.DuckDBPyConnection, versions: str, features: Mapping[str, str], present: Collection[str]) -> None:
    """One row per class: its number, what its rows share, and the columns of one of them."""
    shared = ", ".join(f"{expression} AS {name}" for name, expression in features.items())
    one = ", ".join(f"{name} := {value}" for name, value in operands(present).items())
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {_CLASSES} AS SELECT row_number() OVER () AS {_CLASS}, * FROM (
            SELECT {shared}, any_value(struct_pack({one})) AS one FROM {versions} GROUP BY {", ".join(features)})"""  # noqa: S608 - made here
    )


def _decide_classes(connection: duckdb.DuckDBPyConnection, world: World, change: Change) -> None:
    """Decide one row of each class."""
    engine = Engine(world)
    rows: list[tuple[object, ...]] = []
    for name, row in connection.execute(f"SELECT {_CLASS}, one FROM {_CLASSES}").fetchall():  # noqa: S608 - name of this module
        rows.extend((name, *result) for result in _results(engine.decide(*representative(row, change))))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in _RESULTS]
    values = ", ".join(f"unnest(CAST(? AS {kind}[])) AS {name}" for name, kind in _RESULTS.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_DECIDED} AS SELECT {values}", columns)


def _results(decision: Decision) -> list[tuple[object, ...]]:
    """The decision's columns: one row per destination, or a single row without a destination."""
    status = "UNKNOWN" if isinstance(decision.status, Unknown) else decision.status
    if not decision.tasks:
        return [(None, "NOT_REPLICATED", None, decision.reason, None, [], False, status)]
    return [
        (
            task.destination_bucket, task.outcome, task.admission.rule.id if task.admission is not None else None, task.reason,
            task.failure_reason, sorted(task.unknown), task.assumed, status,
        )
        for task in decision.tasks
    ]  # fmt: skip
