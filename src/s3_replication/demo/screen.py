"""What the demo shows: steps on standard error, the table on standard output."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from rich.console import Console, Group
from rich.live import Live
from rich.status import Status
from rich.table import Table
from rich.text import Text

from s3_replication.core import Bucket, Change, EncryptionKind, Outcome, ReplicationStatus
from s3_replication.demo.record import Record
from s3_replication.demo.stages import progress
from s3_replication.demo.watch import Row

__all__ = ["LiveTable", "Screen", "summary", "table"]

_COLOURS = {ReplicationStatus.COMPLETED: "green", ReplicationStatus.PENDING: "yellow", ReplicationStatus.FAILED: "red"}
# What was done to the key, if there is no room for the column of kinds.
_SHORT_KINDS = {Change.DELETE_MARKER: "marker", Change.TAGS: "new tags", Change.VERSION_DELETE: "version delete"}
_ENCRYPTIONS = {
    EncryptionKind.SSE_S3: "SSE-S3", EncryptionKind.SSE_KMS: "KMS", EncryptionKind.DSSE_KMS: "DSSE-KMS", EncryptionKind.SSE_C: "SSE-C",
    EncryptionKind.NONE: "none",
}  # fmt: skip


class Screen:
    """One demo's output; it shows no progress if standard error is not a terminal."""

    def __init__(self, out: Console, err: Console) -> None:
        self.out, self._err = out, err
        self._status: Status | None = None

    def say(self, text: str) -> None:
        """One line of what happens."""
        self._err.print(text, highlight=False)

    def step(self, name: str, seconds: float | None) -> None:
        """The start (without seconds) or the end of a step."""
        if seconds is not None:
            self._stop()
            self.say(f"  {name:<20} {seconds:6.1f} s")
        elif self._err.is_terminal:
            self._stop()
            self._status = self._err.status(f"{name} ...")
            self._status.start()

    def line(self, line: str) -> None:
        """One line of Terraform's output."""
        words = progress(line)
        if words and self._status:
            self._status.update(words)

    def kept(self, record: Record, outputs: Mapping[str, str], folder: str) -> None:
        """How to use a demo that is left running, and how to end it."""
        self.say(f"\nKept, with Terraform's state in {folder}.")
        if record.port:
            self.say(f'  eval "$(.venv/bin/s3-replication local env --port {record.port})"    # for terraform, aws and boto3 in this shell')
        source, destination = outputs["source_bucket_name"], outputs["destination_bucket_name"]
        self.say(f"  aws s3 cp README.md s3://{source}/            # then look into {destination}")
        self.say("  make demo-end                                    # when you are done")

    def close(self) -> None:
        """Stops everything that moves on the screen."""
        self._stop()

    def result(self, rows: Sequence[Row], destination: Bucket) -> None:
        """The final table."""
        self.out.print(table(rows, destination, self.out.width))
        self.out.print(f"\n{summary(rows)}", highlight=False)

    @contextmanager
    def live(self) -> Iterator["LiveTable"]:
        """A table that is redrawn at every update on a terminal; elsewhere nothing until the end."""
        self._stop()
        if not self.out.is_terminal:
            yield LiveTable(None)
            return
        with Live(console=self.out, auto_refresh=False, transient=True) as shown:
            yield LiveTable(shown)

    def _stop(self) -> None:
        if self._status:
            self._status.stop()
            self._status = None


class LiveTable:
    """The moving table, or nothing."""

    def __init__(self, shown: Live | None) -> None:
        self._shown = shown

    @property
    def pause(self) -> float:
        """Seconds between two writes, so that a reader at a terminal can follow."""
        return 0.2 if self._shown else 0.0

    def draw(self, rows: Sequence[Row], destination: Bucket) -> None:
        """Shows the rows as they are now."""
        if self._shown:
            self._shown.update(table(rows, destination, self._shown.console.width), refresh=True)


def table(rows: Sequence[Row], destination: Bucket, width: int) -> Group:
    """The rows as a table of the given width, and below it why some did not replicate."""
    shown = [column for column in _COLUMNS if width >= column.from_width]
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in shown:
        grid.add_column(column.title, justify=column.justify, no_wrap=True, overflow="ellipsis")
    numbers = _notes(rows)
    for row in rows:
        grid.add_row(*(column.cell(_Line(row, destination, numbers, width)) for column in shown))
    return Group(grid, Text(), *(Text(f"[{number}] {why}") for why, number in numbers.items()))


def summary(rows: Sequence[Row]) -> str:
    """How many versions replicated, and whether all ended as decided."""
    replicated = sum(row.replicated for row in rows)
    odd = [row.written.key for row in rows if row.as_decided is False or not row.settled]
    verdict = "all as decide() had said" if not odd else f"NOT as decide() had said: {', '.join(odd)}"
    return f"{replicated} of {len(rows)} replicated, {verdict}."


def _notes(rows: Sequence[Row]) -> Mapping[str, int]:
    """Every explanation once, numbered in the order of appearance."""
    whys = dict.fromkeys(row.why for row in rows if row.why and row.settled and not row.replicated)
    return {why: number for number, why in enumerate(whys, 1)}


@dataclass(frozen=True, slots=True)
class _Line:
    """One row and the values that its cells need."""

    row: Row
    destination: Bucket
    numbers: Mapping[str, int]
    width: int


@dataclass(frozen=True, slots=True)
class _ScreenColumn:
    """One column, shown on screens with at least the given number of characters."""

    title: str
    cell: Callable[[_Line], str | Text]
    from_width: int = 0
    justify: Literal["left", "right"] = "left"


def _key(line: _Line) -> str:
    written = line.row.written
    label = _SHORT_KINDS.get(written.change) if line.width < _KIND_WIDTH else None
    return f"{written.key}: {label}" if label else written.key


def _status(line: _Line) -> Text:
    row = line.row
    if row.gone:
        return Text("deleted", style="dim")
    if row.written.change is Change.DELETE_MARKER:
        return Text("marker", style="dim")
    return Text(row.status or "none", style=_COLOURS.get(row.status, "dim") if row.status else "dim")


def _place(line: _Line) -> Text:
    row = line.row
    note = f" [{line.numbers[row.why]}]" if row.why in line.numbers else ""
    if row.replica or row.replicated:
        return Text(f"{line.destination.region}{note}", style="green")
    if not row.settled:
        return Text("...", style="yellow" if row.expected is Outcome.COMPLETED else "dim")
    return Text(f"none{note}", style="dim")


def _owner(line: _Line) -> str:
    replica = line.row.replica
    return (replica.owner or "?") if replica else ""


def _encryption(line: _Line) -> str:
    replica = line.row.replica
    if replica is None:
        return ""
    key = replica.encryption.key_arn
    name = _ENCRYPTIONS[replica.encryption.kind]
    return f"{name} {key.rsplit('/', 1)[-1][:8]}" if isinstance(key, str) else name


def _lag(line: _Line) -> str:
    return f"{line.row.lag:.2f} s" if line.row.lag is not None else ""


_KIND_WIDTH = 130
_COLUMNS = (
    _ScreenColumn("Key", _key),
    _ScreenColumn("Kind", lambda line: line.row.written.kind, from_width=_KIND_WIDTH),
    _ScreenColumn("Version", lambda line: line.row.written.version_id[:7], from_width=100),
    _ScreenColumn("Source", _status),
    _ScreenColumn("Replica", _place),
    _ScreenColumn("Owner", _owner),
    _ScreenColumn("Encryption", _encryption, from_width=90),
    _ScreenColumn("Lag", _lag, justify="right"),
)
