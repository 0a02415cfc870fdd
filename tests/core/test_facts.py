"""The book of facts and the case tables fit each other, and docs/fidelity.md fits both."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BOOK = yaml.safe_load((HERE / "facts.yaml").read_text())
FACTS: dict[str, dict[str, Any]] = BOOK["facts"]
ROWS = [(path.stem, row) for path in sorted((HERE / "cases").glob("*.yaml")) for row in yaml.safe_load(path.read_text())]
OUTCOMES = ("expect", "ends", "signals", "versioning", "lifecycle_acts")


def test_every_row_names_a_fact_that_stands_in_the_book() -> None:
    """No row rests on nothing."""
    assert [f"{table}: {row['name']}" for table, row in ROWS if str(row["fact"]) not in FACTS] == []


def test_every_row_expects_exactly_one_kind_of_outcome() -> None:
    """A row that expects nothing could not fail."""
    assert [f"{table}: {row['name']}" for table, row in ROWS if sum(name in row for name in OUTCOMES) != 1] == []


def test_every_row_has_a_name_of_its_own_in_its_table() -> None:
    """A name stands for one row."""
    counts = Counter((table, row["name"]) for table, row in ROWS)
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_fact_has_a_row_or_says_why_not() -> None:
    """A fact with an outcome is held by at least one row; any other says why there is none."""
    held = {str(row["fact"]) for _, row in ROWS}
    excused = {name for name, fact in FACTS.items() if {"no_row", "restates", "tested_in"} & fact.keys()}
    assert sorted(FACTS.keys() - held - excused) == []
    assert sorted(name for name in held if "no_row" in FACTS[name]) == []


def test_every_reason_for_having_no_row_is_explained_and_used() -> None:
    """Reasons are few and stand in one place."""
    assert {fact["no_row"] for fact in FACTS.values() if "no_row" in fact} == BOOK["reasons"].keys()


def test_every_fact_says_how_sure_it_is() -> None:
    """Documented, observed, assumed; or it restates facts that say so."""
    known = {"documented", "observed", "assumed"}
    assert [name for name, fact in FACTS.items() if not set(fact.get("confidence", known)) <= known] == []
    assert [name for name, fact in FACTS.items() if not (fact.get("confidence") or fact.get("restates"))] == []
    assert [other for fact in FACTS.values() for other in fact.get("restates", ()) if other not in FACTS] == []


def test_there_are_at_least_four_hundred_rows() -> None:
    """The size that the project promises."""
    assert len(ROWS) >= 400


def test_the_fidelity_page_is_what_the_tool_writes() -> None:
    """docs/fidelity.md is generated: repair with `python tools/fidelity.py`."""
    done = subprocess.run([sys.executable, str(ROOT / "tools/fidelity.py"), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
