"""The outcomes as tables: one for each source and destination, with groups of keys as rows and classes of objects as columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3_replication.core import Outcome
from s3_replication.findings.finding import OutcomeRow
from s3_replication.findings.groups import ObjectClass

__all__ = ["OutcomeCell", "OutcomeTable", "outcome_tables"]

_Key = tuple[Outcome, str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OutcomeCell:
    """One result; `objects` tells which objects have it, if others of the same class and keys have another one."""

    outcome: Outcome
    failure_reason: str | None
    because: tuple[str, ...]
    rules: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """The outcomes for one destination. Classes with the same cells are one column; keys with the same cells are one row."""

    source: str
    destination: str
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[tuple[str, ...], tuple[tuple[OutcomeCell, ...], ...]], ...]


def outcome_tables(rows: Sequence[OutcomeRow]) -> Iterator[OutcomeTable]:
    """The tables, in the order of the rows."""
    pairs: dict[tuple[str, str], list[OutcomeRow]] = {}
    for row in rows:
        pairs.setdefault((row.source_bucket, row.destination_bucket), []).append(row)
    for (source, destination), found in pairs.items():
        yield _table(source, destination, found)


def _table(source: str, destination: str, rows: Sequence[OutcomeRow]) -> OutcomeTable:
    keys = list(dict.fromkeys(row.keys for row in rows))
    order = [one.value for one in ObjectClass]
    classes = sorted({row.object_class for row in rows}, key=lambda name: order.index(name) if name in order else len(order))
    cells = {(key, name): _cells([row for row in rows if (row.keys, row.object_class) == (key, name)]) for key in keys for name in classes}
    columns: dict[tuple[tuple[OutcomeCell, ...], ...], list[str]] = {}
    for name in classes:
        columns.setdefault(tuple(cells[key, name] for key in keys), []).append(name)
    lines: dict[tuple[tuple[OutcomeCell, ...], ...], list[str]] = {}
    for key in keys:
        lines.setdefault(tuple(cells[key, names[0]] for names in columns.values()), []).append(key)
    merged = tuple((tuple(found), line) for line, found in lines.items())
    return OutcomeTable(source, destination, tuple(map(tuple, columns.values())), merged)


def _cells(rows: Sequence[OutcomeRow]) -> tuple[OutcomeCell, ...]:
    """One cell for each different result."""
    results: dict[_Key, list[OutcomeRow]] = {}
    for row in rows:
        results.setdefault((row.outcome, row.failure_reason, row.because), []).append(row)
    several = len(results) > 1
    return tuple(
        OutcomeCell(
            outcome,
            reason,
            because,
            tuple(dict.fromkeys(row.rule_id for row in found if row.rule_id)),
            tuple(dict.fromkeys(row.description.partition(": ")[0] for row in found)) if several else (),
        )
        for (outcome, reason, because), found in results.items()
    )
