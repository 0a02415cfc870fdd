"""Writes docs/checks.md from the catalogue of checks.

Usage: python tools/checks.py [--check]
"""

import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from s3_replication.findings.catalogue import CheckEntry, catalogue

__all__ = ["PAGE", "rendered"]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "checks.md"
_HEAD = """# Checks

<!-- Written by tools/checks.py from src/s3_replication/findings/checks.toml; do not edit. -->

Every finding of `s3-replication check` has the id of one of these checks. `s3-replication explain ID`
prints one of them. An id is never used for anything else.

An error means that objects do not replicate, or that S3 refuses the configuration. If a finding
affects only objects whose settings differ from the bucket's defaults, such as a KMS key that the
writer chose, it is a note.
"""


def rendered() -> str:
    """The whole page."""
    entries = catalogue().values()
    listed = [f"| [`{entry.id}`](#{entry.id}) | {entry.severity.value} | {entry.title} |" for entry in entries]
    table = "\n".join(["| Check | Severity | Finding |", "| --- | --- | --- |", *listed])
    return "\n".join([_HEAD, table, "", *map(_section, entries)])


def _section(entry: CheckEntry) -> str:
    parts = (f"{entry.title} ({entry.severity.value}).", entry.why, f"Fix: {entry.fix}")
    return "\n\n".join([f"## {entry.id}", *(textwrap.fill(part, 100) for part in parts), f"Source: <{entry.source}>"]) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or only compare it with --check."""
    page = rendered()
    if "--check" in arguments:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print("docs/checks.md is stale: run python tools/checks.py", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
