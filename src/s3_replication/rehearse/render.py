"""The report of a rehearsal as text and as plain JSON values."""

from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from s3_replication.core import Outcome
from s3_replication.findings.finding import ReplicationVerdict
from s3_replication.findings.render import (
    OTHER_SETTINGS,
    OUTCOME_STYLES,
    REASON_IS_OPEN,
    VERDICT_SENTENCES,
    VERDICT_STYLES,
    plain_text,
)
from s3_replication.findings.words import bucket_label, counted
from s3_replication.rehearse.decided import Said
from s3_replication.rehearse.rows import RehearsedGroup
from s3_replication.rehearse.run import RehearsalReport

__all__ = ["as_json", "as_text"]

SCHEMA_VERSION: Final = 1
_NEXT: Final = {
    ReplicationVerdict.BROKEN: " s3-replication check names the cause and the fix.",
    ReplicationVerdict.UNKNOWN: " s3-replication check names the values that are not known.",
}


def as_text(report: RehearsalReport, console: Console, *, verbose: bool = False) -> None:
    """Print the report; objects written with other settings than the buckets' defaults appear only if `verbose`, or if they differ."""
    sentence = VERDICT_SENTENCES[report.verdict] + _NEXT.get(report.verdict, "")
    console.print(Text(sentence, style=f"bold {VERDICT_STYLES[report.verdict]}"))
    for one in report.stand_ins:
        console.print(plain_text(f"Assumed: {one}", "yellow"))
    if report.left_out:
        console.print(plain_text(f"Not applied, because replication does not depend on it: {', '.join(report.left_out)}."))
    shown = [row for row in report.rows if verbose or row.expected or row.differs]
    console.print()
    console.print(_table(shown))
    if len(shown) < len(report.rows):
        hidden = len(report.rows) - len(shown)
        console.print(f"{OTHER_SETTINGS} are not shown ({counted(hidden, 'row')}); --verbose shows them.")
    unrehearsed = [row for row in report.rows if row.happened is None]
    if unrehearsed:
        why = dict.fromkeys(f"{row.object_class} ({row.note.removesuffix('.')})" for row in unrehearsed)
        console.print(plain_text(f"Not rehearsed: {'; '.join(why)}."))
    console.print(_agreement(report))


def _agreement(report: RehearsalReport) -> Text:
    compared = [row for row in report.rows if row.happened is not None]
    if report.differences:
        differing = f"{len(report.differences)} of {len(compared)} rows differ from check."
        return Text(f"{differing} This is a bug of s3-replication: report it.", style="bold red")
    unknown = sum(row.check.outcome is Outcome.UNKNOWN for row in compared)
    same = f"No difference: {counted(len(compared) - unknown, 'row')} {'matches' if len(compared) - unknown == 1 else 'match'} check."
    return Text(f"{same} For {counted(unknown, 'more row')}, check says UNKNOWN." if unknown else same, style="green")


def _table(rows: Iterable[RehearsedGroup]) -> Table:
    table = Table(box=None, pad_edge=False, title_justify="left", title="What happened to one object of each group")
    for heading in ("Source", "Destination", "Objects", "Keys", "Check", "Happened", "Reason"):
        table.add_column(heading, overflow="fold")
    joined: dict[tuple[object, ...], tuple[RehearsedGroup, dict[str, None], dict[str, None]]] = {}
    for row in rows:
        result = (row.source_bucket, row.destination_bucket, row.check, row.happened, row.differs)
        _, classes, keys = joined.setdefault(result, (row, {}, {}))
        classes[row.object_class] = keys[row.keys] = None
    for row, classes, keys in joined.values():
        outcome = _said(row.happened.said) if row.happened is not None else Text("not rehearsed", style="dim")
        if row.differs:
            outcome.append(" DIFFERS", style="bold red")
        why = row.happened.explanation if row.happened is not None else row.note
        named = (bucket_label(row.source_bucket), bucket_label(row.destination_bucket), ", ".join(classes), "; ".join(keys))
        table.add_row(*map(plain_text, named), _said(row.check), outcome, plain_text(why))
    return table


def _said(said: Said) -> Text:
    text = Text(said.outcome.value, style=OUTCOME_STYLES.get(said.outcome, ""))
    text.append(f" {said.failure_reason}" if said.failure_reason else "")
    return text.append(REASON_IS_OPEN) if said.reason_is_open else text


def as_json(report: RehearsalReport) -> Mapping[str, object]:
    """The report as plain JSON values; rehearsal.schema.json describes it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "verdict": report.verdict.value,
        "as_check_says": not report.differences,
        "rows": [_row(row) for row in report.rows],
        "stand_ins": [
            {"kind": one.kind, "name": one.name, "account": one.account, "region": one.region or None, "assumed": one.says}
            for one in report.stand_ins
        ],
        "left_out": list(report.left_out),
        "seconds": {name: round(seconds, 3) for name, seconds in report.seconds.items()},
    }


def _row(row: RehearsedGroup) -> Mapping[str, object]:
    result = row.happened
    return {
        "source_bucket": row.source_bucket,
        "destination_bucket": row.destination_bucket or None,
        "object_class": row.object_class,
        "description": row.description,
        "keys": {"pattern": row.keys, "example": row.example_key},
        "check": {
            "outcome": row.check.outcome.value,
            "failure_reason": row.check.failure_reason,
            "reason_is_open": row.check.reason_is_open,
        },
        "happened": None
        if result is None
        else {
            "outcome": result.said.outcome.value,
            "failure_reason": result.said.failure_reason,
            "explanation": result.explanation or None,
            "arrived": result.arrived,
        },
        "differs": row.differs,
        "note": row.note or None,
    }
