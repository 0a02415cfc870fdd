"""The report about every bucket as a table for a terminal, and as JSON; account.schema.json describes that."""

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from s3_replication.doctor.account_report import AccountReport, BucketRow, BucketState
from s3_replication.findings.finding import Report, Severity
from s3_replication.findings.render import VERDICT_STYLES, as_json, as_text, plain_text
from s3_replication.findings.words import counted

__all__ = ["ACCOUNT_SCHEMA_VERSION", "as_account_json", "print_account"]

ACCOUNT_SCHEMA_VERSION: Final = 1
_MOST_CAUSES: Final = 3
_STATES: Final[Mapping[str, str]] = {
    "partly": "partly examined",
    "not_examined": "not examined",
    "deleted": "deleted meanwhile",
    "no_replication": "without replication rules",
}
_READ: Final = (BucketState.EXAMINED, BucketState.PARTLY)


def as_account_json(found: AccountReport, whole: Report) -> Mapping[str, object]:
    """The rows as plain JSON values, with the report of each bucket that was examined."""
    return {
        "schema_version": ACCOUNT_SCHEMA_VERSION,
        "account": found.account,
        "complete": found.is_complete,
        "verdict": whole.verdict.value,
        "counts": dict(found.counts),
        "buckets": [_row(row) for row in found.rows],
    }


def _row(row: BucketRow) -> Mapping[str, object]:
    return {
        "bucket": row.name,
        "region": row.region,
        "state": row.state.value,
        "reason": row.reason or None,
        "verdict": row.report.verdict.value,
        "findings": dict(row.severities),
        "failed_versions": row.failed_versions,
        "report": as_json(row.report) if row.state in _READ else None,
    }


def print_account(found: AccountReport, console: Console, *, verbose: bool) -> None:
    """One line per bucket, then what was counted; with `verbose` each bucket's whole report."""
    console.print(_table(found.rows))
    console.print()
    console.print(_counted(found))
    if not verbose:
        console.print("s3-replication doctor BUCKET explains a bucket's findings and prints the fixes. --verbose does so for all buckets.")
        return
    for row in found.rows:
        if row.state in _READ:
            console.print()
            console.rule(plain_text(row.name), align="left")
            as_text(row.report, console, verbose=True)


def _table(rows: tuple[BucketRow, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Bucket", "Region", "Verdict"):
        table.add_column(heading, overflow="fold")
    for heading in ("Errors", "Warnings", "Notes", "FAILED versions"):
        table.add_column(heading, justify="right")
    table.add_column("Because", overflow="fold")
    for row in rows:
        verdict = Text(row.report.verdict.value, style=VERDICT_STYLES[row.report.verdict])
        if row.state is BucketState.DELETED:
            verdict = Text("deleted", style="dim")
        numbers = [str(row.severities[severity.value]) for severity in Severity]
        failed = "-" if row.failed_versions is None else str(row.failed_versions)
        table.add_row(plain_text(row.name), row.region or "-", verdict, *numbers, failed, plain_text(row.reason or _causes(row)))
    return table


def _causes(row: BucketRow) -> str:
    ids = [one.id for one in row.report.findings if one.severity is not Severity.NOTE]
    named = list(dict.fromkeys(ids))
    return ", ".join(named[:_MOST_CAUSES]) + (f" and {len(named) - _MOST_CAUSES} more" if len(named) > _MOST_CAUSES else "")


def _counted(found: AccountReport) -> str:
    """The buckets by state; states that no bucket has are left out."""
    counts = found.counts
    said = [f"{counts['examined']} with replication examined"]
    said += [f"{counts[state]} {words}" for state, words in _STATES.items() if counts[state]]
    if counts["destination_only"]:
        said[-1] += f" (of these, {counted(counts['destination_only'], 'destination')} of other buckets)"
    left = found.listed - len(found.buckets)
    interrupted = f" Interrupted: {counted(left, 'bucket')} not examined." if left else ""
    return f"Account {found.account}: {counted(counts['listed'], 'bucket')}; {', '.join(said)}.{interrupted}"
