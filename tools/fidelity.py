"""Writes docs/fidelity.md from the core's facts and case tables: each behaviour, how sure it is, and the cases that hold it.

`--check` writes nothing and says whether the page is stale.
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
INTRODUCTION = """# How true to Amazon S3 the core is

Written by `python tools/fidelity.py` from tests/core/facts.yaml and tests/core/cases; do not edit.

Each line is one behaviour of S3 replication with how sure it is: *documented* by AWS, *observed* on the real service by others, or
*assumed* (inferred, or told by third parties only). Where it has cases, the decision core is held against them in every run of the tests;
a decision that rests on an assumption says so in its trace. What documents leave open is a switch (src/s3_replication/core/switches.py).
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
    return "\n".join(parts).rstrip() + "\n"


def _cases() -> dict[str, list[str]]:
    """Case names with their file, by fact."""
    found: dict[str, list[str]] = {}
    for path in sorted(CASES.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.setdefault(str(row["fact"]), []).append(f"{path.stem}: {row['name']}")
    return found


def _summary(facts: Mapping[str, Mapping[str, Any]], cases: Mapping[str, Sequence[str]]) -> Iterator[str]:
    rows = {path.stem: len(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(CASES.glob("*.yaml"))}
    yield f"\n{sum(rows.values())} cases in {len(rows)} tables hold {len(cases)} of {len(facts)} facts.\n"
    yield "| Table | Cases |\n| --- | --- |"
    yield "\n".join(f"| {name} | {count} |" for name, count in rows.items())
    missing = [name for name, fact in facts.items() if name not in cases and "restates" not in fact and "tested_in" not in fact]
    yield f"\nFacts without a case, each with its reason below: {', '.join(missing)}."


def _entry(name: str, fact: Mapping[str, Any], cases: Sequence[str], reasons: Mapping[str, str]) -> str:
    sure = ", ".join(fact.get("confidence", ())) or "restates " + ", ".join(fact["restates"])
    lines = [f"- **{name}** {_safe(fact['text'])} *({sure})*"]
    lines.extend(f"  - {_safe(case)}" for case in cases)
    if "tested_in" in fact:
        lines.append(f"  - {fact['tested_in']}")
    if "no_row" in fact:
        lines.append(f"  - no case: {reasons[fact['no_row']]}")
    return "\n".join(lines)


def _safe(text: str) -> str:
    """Text that Markdown takes for nothing else."""
    return re.sub(r"([<>*_])", r"\\\1", text)


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with --check only compare it."""
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
