"""Writes docs/fidelity.md from the core's facts and case tables: each behaviour, how sure it is, and the cases that test it.

With `--check` it writes nothing, and fails if the page is out of date.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

__all__ = ["main", "rendered"]

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "tests/core/facts.yaml"
SOURCES = ROOT / "tests/core/sources.yaml"
CASES = ROOT / "tests/core/cases"
PAGE = ROOT / "docs/fidelity.md"
SECTIONS = {
    "1": "Configuration",
    "2": "Rule matching",
    "3": "What replicates, and how the replica looks",
    "4": "Status, events and metrics",
    "5": "Permissions",
    "6": "Batch Replication",
    "7": "Two-way, failover and reporting",
    "8": "Quotas, figures and prices",
    "9": "Common misunderstandings",
}
INTRODUCTION = """# Behaviour of S3 replication, and its sources

<!-- Written by tools/fidelity.py from tests/core/facts.yaml, tests/core/sources.yaml and tests/core/cases; do not edit. -->

This page lists the behaviour of S3 replication that the decision core follows. Each line has a number, the behaviour, how sure it is,
and its sources. There are three degrees:

- *documented*: AWS's documents state it.
- *observed*: others have recorded or reported it from Amazon S3. Nobody in this project has repeated their recordings.
- *assumed*: it is inferred, or only third parties claim it. The line gives the reason.

The name of a source begins with its kind: `ug` is the Amazon S3 User Guide, `api` is the Amazon S3 API Reference, and `stackd` is the
repository radkawar/stackd, which has recordings of calls to Amazon S3 from September 2026.

Under a behaviour are the names of its test cases. In every run, the tests compare the decision core with these cases. If a decision
depends on an assumption, its trace says so. Where AWS's documents leave a question open, a switch sets the answer
(src/s3_replication/core/switches.py).
"""


def rendered() -> str:
    """The whole page."""
    book = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    cases = _cases()
    facts: Mapping[str, Mapping[str, Any]] = book["facts"]
    parts = [INTRODUCTION, *_summary(facts, cases)]
    for number, title in SECTIONS.items():
        parts.append(f"\n## {number}. {title}\n")
        parts.extend(
            _entry(name, fact, cases.get(name, []), book["reasons"]) for name, fact in facts.items() if name.split(".")[0] == number
        )
    sources: Mapping[str, str] = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    parts.extend(("", *(f"[{name}]: {address}" for name, address in sources.items())))
    return "\n".join(parts).rstrip() + "\n"


def _cases() -> dict[str, list[str]]:
    """The case names with their file, by fact."""
    found: dict[str, list[str]] = {}
    for path in sorted(CASES.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.setdefault(str(row["fact"]), []).append(f"{path.stem}: {row['name']}")
    return found


def _summary(facts: Mapping[str, Mapping[str, Any]], cases: Mapping[str, Sequence[str]]) -> Iterator[str]:
    rows = {path.stem: len(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(CASES.glob("*.yaml"))}
    yield f"\n{sum(rows.values())} cases in {len(rows)} tables test {len(cases)} of {len(facts)} facts.\n"
    yield "| Table | Cases |\n| --- | --- |"
    yield "\n".join(f"| {name} | {count} |" for name, count in rows.items())
    missing = [name for name, fact in facts.items() if name not in cases and "restates" not in fact and "tested_in" not in fact]
    yield f"\nFacts without a case (the reason is at each fact): {', '.join(missing)}."


def _entry(name: str, fact: Mapping[str, Any], cases: Sequence[str], reasons: Mapping[str, str]) -> str:
    sure = ", ".join(fact.get("confidence", ())) or "restates " + ", ".join(fact["restates"])
    links = "".join(f" [{source}]" for source in fact.get("source", ()))
    lines = [f"- **{name}** {_safe(fact['text'])} *({sure})*{links}"]
    if "assumed" in fact:
        lines.append(f"  - assumed: {_safe(fact['assumed'])}")
    lines.extend(f"  - {_safe(case)}" for case in cases)
    if "tested_in" in fact:
        lines.append(f"  - {fact['tested_in']}")
    if "no_row" in fact:
        lines.append(f"  - no case: {reasons[fact['no_row']]}")
    return "\n".join(lines)


def _safe(text: str) -> str:
    """The text with the characters escaped that Markdown would interpret."""
    return re.sub(r"([<>*_])", r"\\\1", text)


def main(arguments: Sequence[str]) -> int:
    """Write the page, or only compare it with --check."""
    page = rendered()
    if "--check" in arguments:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print("docs/fidelity.md is stale: run python tools/fidelity.py", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
