"""The report for a terminal: the verdict, each cause with its repair, and what happens to every group of objects."""

from collections.abc import Iterator, Sequence
from textwrap import indent
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from s3_replication.core import Outcome
from s3_replication.findings.finding import Finding, OutcomeRow, ReplicationVerdict, Report, Severity, Suggestion
from s3_replication.findings.render.plain_text import plain_lines, plain_text
from s3_replication.findings.render.wording import OTHER_SETTINGS, is_terraform, outcomes_title, proof_of, reasons, verdict_sentence
from s3_replication.findings.words import bucket_label, counted

__all__ = ["OUTCOME_STYLES", "REASON_IS_OPEN", "VERDICT_STYLES", "as_text"]

VERDICT_STYLES: Final = {ReplicationVerdict.WORKS: "green", ReplicationVerdict.BROKEN: "red", ReplicationVerdict.UNKNOWN: "yellow"}
_SEVERITIES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
OUTCOME_STYLES: Final = {Outcome.COMPLETED: "green", Outcome.FAILED: "red", Outcome.NOT_REPLICATED: "yellow", Outcome.UNKNOWN: "magenta"}
REASON_IS_OPEN: Final = " or an earlier reason"
_MOST_AFFECTED: Final = 4
_MOST_KEYS: Final = 6


def as_text(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Print the report. Notes appear as a count unless `verbose`."""
    console.print(Text(verdict_sentence(report), style=f"bold {VERDICT_STYLES[report.verdict]}"))
    for assumption in report.assumptions:
        console.print(plain_text(f"Assumed: {assumption}", "yellow"))
    shown = [finding for finding in report.findings if verbose or finding.severity is not Severity.NOTE]
    for finding in shown:
        console.print()
        for part in _finding(finding):
            console.print(part, soft_wrap=isinstance(part, Text))  # a command that is wrapped cannot be pasted
    console.print()
    rows = [row for row in report.outcomes if verbose or row.expected]
    console.print(_matrix(rows, outcomes_title(report), None if verbose else _MOST_KEYS))
    if len(rows) < len(report.outcomes):
        console.print(f"{OTHER_SETTINGS} are not shown; --verbose shows them.")
    hidden = len(report.findings) - len(shown)
    if hidden:
        console.print(f"{counted(hidden, 'note')} not shown; --verbose shows {'it' if hidden == 1 else 'them'}.")


def _finding(finding: Finding) -> Iterator[RenderableType]:
    head = Text.assemble((finding.severity.value, _SEVERITIES[finding.severity]), f" {finding.title} ", (f"[{finding.id}]", "dim"))
    yield head
    rule = f", rule {finding.rule_id}" if finding.rule_id else ""
    place = f" ({finding.location.file}:{finding.location.line})" if finding.location is not None else ""
    yield _indented(f"{finding.subject}{place}{rule}" or "the configuration")
    yield from map(_indented, reasons(finding))
    yield from _repairs(finding)
    if finding.affects:
        more = len(finding.affects) - _MOST_AFFECTED
        listed = "; ".join(finding.affects[:_MOST_AFFECTED]) + (f"; and {more} more" if more > 0 else "")
        yield _indented(f"Objects: {listed}")
    yield _indented(f"Source: {finding.source}")


def _repairs(finding: Finding) -> Iterator[RenderableType]:
    if not finding.suggestions:
        yield _indented(f"Fix: {finding.fix}")
        return
    proof = f" ({proof_of(finding)})" if proof_of(finding) else ""
    for suggestion in finding.suggestions:
        yield _indented(f"Fix: {suggestion.text}{proof}")
        yield plain_lines(indent(_best_form(suggestion, finding), "    "), "bold")


def _best_form(suggestion: Suggestion, finding: Finding) -> str:
    """HCL for a resource of Terraform, else the JSON of a policy, else the command."""
    forms = (
        (suggestion.hcl, suggestion.json, suggestion.cli) if is_terraform(finding) else (suggestion.json, suggestion.cli, suggestion.hcl)
    )
    return next((form for form in forms if form), "")


def _indented(text: str) -> RenderableType:
    return Padding(plain_text(text), (0, 0, 0, 2), expand=False)


def _matrix(rows: Sequence[OutcomeRow], title: str, most: int | None) -> Table:
    """The table; `most` limits the groups of keys in a cell."""
    table = Table(box=None, pad_edge=False, title_justify="left", title=title)
    for heading in ("Source", "Destination", "Objects", "Keys", "Outcome", "Because"):
        table.add_column(heading, overflow="fold")
    for row, classes, keys in _joined(rows):
        outcome = Text(row.outcome.value, style=OUTCOME_STYLES.get(row.outcome, ""))
        if row.failure_reason:
            outcome.append(f" {row.failure_reason}" + (REASON_IS_OPEN if row.reason_is_open else ""))
        left = len(keys[most:]) if most is not None else 0
        listed = "; ".join(keys[:most]) + (f"; and {left} more (--verbose shows them)" if left else "")
        named = (bucket_label(row.source_bucket), bucket_label(row.destination_bucket), ", ".join(classes), listed)
        table.add_row(*map(plain_text, named), outcome, Text(", ".join(row.because)))
    return table


def _joined(rows: Sequence[OutcomeRow]) -> Iterator[tuple[OutcomeRow, Sequence[str], Sequence[str]]]:
    """Rows that differ in the class of objects alone as one, and then those that differ in the keys alone."""
    by_keys: dict[tuple[object, ...], tuple[OutcomeRow, list[str]]] = {}
    for row in rows:
        _, classes = by_keys.setdefault((*_result(row), row.keys), (row, []))
        if row.object_class not in classes:
            classes.append(row.object_class)
    by_class: dict[tuple[object, ...], tuple[OutcomeRow, list[str], list[str]]] = {}
    for row, classes in by_keys.values():
        by_class.setdefault((*_result(row), *classes), (row, classes, []))[2].append(row.keys)
    yield from by_class.values()


def _result(row: OutcomeRow) -> tuple[object, ...]:
    return row.source_bucket, row.destination_bucket, row.outcome, row.failure_reason, row.reason_is_open, row.because
