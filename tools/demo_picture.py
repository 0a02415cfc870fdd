"""Draws docs/demo.svg: the table that the demo printed for a recorded run.

The record, tests/demo/recorded.json, is what `s3-replication demo --json` printed. `--check` writes nothing and says whether the picture
is stale.
"""

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from s3_replication.core import Bucket, Change, Encryption, EncryptionKind, Outcome, ReplicationStatus, Version
from s3_replication.demo.objects import Written
from s3_replication.demo.screen import summary, table
from s3_replication.demo.watch import Row

__all__ = ["main", "rendered"]

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "tests/demo/recorded.json"
PICTURE = ROOT / "docs/demo.svg"
WIDTH = 100
_CHANGES = {
    "its delete marker": Change.DELETE_MARKER,
    "tags changed later": Change.TAGS,
    "delete of that version": Change.VERSION_DELETE,
}
# A dark terminal with a background is readable on a light and on a dark page.
_THEME = TerminalTheme(
    (22, 27, 34), (230, 237, 243),
    [(22, 27, 34), (255, 123, 114), (86, 211, 100), (227, 179, 65), (121, 192, 255), (210, 168, 255), (86, 212, 221), (230, 237, 243)],
)  # fmt: skip
# Rich's own template fetches a font from a server.
_TEMPLATE = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; \
line-height: {line_height}px; }}
.{unique_id}-title {{ font-family: sans-serif; font-size: 18px; font-weight: bold; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def rendered() -> str:
    """The whole picture."""
    rows = [_row(each) for each in json.loads(RECORD.read_text(encoding="utf-8"))["objects"]]
    name = next(row.replica.bucket for row in rows if row.replica)
    destination = Bucket(name=name, arn=f"arn:aws:s3:::{name}", account="222222222222", region="eu-west-1")
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(table(rows, destination, WIDTH))
    console.print(f"\n{summary(rows)}", highlight=False)
    return console.export_svg(title="make demo", theme=_THEME, code_format=_TEMPLATE, unique_id="demo")


def _row(recorded: dict[str, Any]) -> Row:
    status, replica, kind = recorded["source_status"], recorded["replica"], recorded["kind"]
    written = Written(kind, recorded["key"], recorded["version_id"], 0.0, _CHANGES.get(kind, Change.OBJECT))
    return Row(
        written,
        status=ReplicationStatus(status) if status else None,
        gone=kind == "delete of that version",
        replica=_replica(written, replica) if replica else None,
        lag=recorded["lag_seconds"],
        expected=Outcome(recorded["expected"]),
        why=recorded["why"] or "",
        settled=True,
    )


def _replica(written: Written, recorded: dict[str, str]) -> Version:
    return Version(
        bucket=recorded["bucket"],
        key=written.key,
        version_id=written.version_id,
        last_modified=datetime.min.replace(tzinfo=UTC),
        owner=recorded["owner"],
        encryption=Encryption(EncryptionKind(recorded["encryption"]), recorded["kms_key"]),
    )


def main() -> int:
    """Draw the picture, or compare it with --check; return 1 if it is stale."""
    text = rendered()
    if "--check" not in sys.argv[1:]:
        PICTURE.write_text(text, encoding="utf-8")
        return 0
    if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/demo.svg is stale: run 'python tools/demo_picture.py'\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
