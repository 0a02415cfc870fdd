"""The answer of `local versions` for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from s3_replication.findings.render import plain_text

__all__ = ["versions_table"]

_OUTCOMES = {"COMPLETED": "Delivered.", "PENDING": "Waits for its delivery."}


def versions_table(versions: Sequence[Mapping[str, Any]]) -> Table:
    """One line for each version and destination, with the reason."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Key", "Version", "Status", "Destination", "Why"):
        table.add_column(title, overflow="fold")
    for version in versions:
        for destination, outcome, why in _lines(version):
            cells = (version["key"], version["version_id"][:7], outcome, destination, why)
            table.add_row(*map(plain_text, cells))
    return table


def _lines(version: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for task in version["tasks"]:
        outcome = task["outcome"]
        why = task["explanation"] or "; ".join(task["unknown"]) or _OUTCOMES.get(outcome, "")
        yield task["destination"], outcome, f"{task['failure_reason']}: {why}" if task["failure_reason"] else why
    for skipped in version["not_replicated"]:
        yield skipped["destination"], version["status"] if version["replica"] else "none", skipped["explanation"]
