"""The facts and the case tables agree, and docs/fidelity.md agrees with both."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BOOK = yaml.safe_load((HERE / "facts.yaml").read_text())
SOURCES: dict[str, str] = yaml.safe_load((HERE / "sources.yaml").read_text())
AWS = ("https://docs.aws.amazon.com/", "https://repost.aws/", "https://aws.amazon.com/")
PUBLIC = ("https://github.com/",)
FACTS: dict[str, dict[str, Any]] = BOOK["facts"]
ROWS = [(path.stem, row) for path in sorted((HERE / "cases").glob("*.yaml")) for row in yaml.safe_load(path.read_text())]
OUTCOMES = ("expect", "ends", "observability", "versioning", "lifecycle_acts")


def test_every_row_names_a_fact_that_stands_in_the_book() -> None:
    """Every row has a fact."""
    assert [f"{table}: {row['name']}" for table, row in ROWS if str(row["fact"]) not in FACTS] == []


def test_every_row_expects_exactly_one_kind_of_outcome() -> None:
    """A row that expects nothing could not fail."""
    assert [f"{table}: {row['name']}" for table, row in ROWS if sum(name in row for name in OUTCOMES) != 1] == []


def test_every_row_has_a_name_of_its_own_in_its_table() -> None:
    """A name belongs to one row."""
    counts = Counter((table, row["name"]) for table, row in ROWS)
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_fact_has_a_row_or_says_why_not() -> None:
    """A fact with an outcome has at least one row; every other fact gives the reason why it has no row."""
    held = {str(row["fact"]) for _, row in ROWS}
    excused = {name for name, fact in FACTS.items() if {"no_row", "restates", "tested_in"} & fact.keys()}
    assert sorted(FACTS.keys() - held - excused) == []
    assert sorted(name for name in held if "no_row" in FACTS[name]) == []


def test_every_reason_for_having_no_row_is_explained_and_used() -> None:
    """The reasons are few and in one place."""
    assert {fact["no_row"] for fact in FACTS.values() if "no_row" in fact} == BOOK["reasons"].keys()


def test_every_fact_says_how_sure_it_is() -> None:
    """Documented, observed, assumed; or it restates facts that say so."""
    known = {"documented", "observed", "assumed"}
    assert [name for name, fact in FACTS.items() if not set(fact.get("confidence", known)) <= known] == []
    assert [name for name, fact in FACTS.items() if not (fact.get("confidence") or fact.get("restates"))] == []
    assert [other for fact in FACTS.values() for other in fact.get("restates", ()) if other not in FACTS] == []


@pytest.mark.parametrize(("confidence", "hosts"), [("documented", AWS), ("observed", PUBLIC)])
def test_every_documented_or_observed_fact_has_an_address(confidence: str, hosts: tuple[str, ...]) -> None:
    """Documented by a page of AWS; observed in a public recording, issue or file."""
    facts = {name: fact for name, fact in FACTS.items() if confidence in fact.get("confidence", ())}
    assert len(facts) > 100
    assert [name for name, fact in facts.items() if not any(SOURCES[source].startswith(hosts) for source in fact.get("source", ()))] == []


def test_exactly_the_assumed_facts_give_a_reason() -> None:
    """A reason is a sentence; a fact that restates others has no source and no reason."""
    assumed = {name for name, fact in FACTS.items() if "assumed" in fact.get("confidence", ())}
    assert {name for name, fact in FACTS.items() if "assumed" in fact} == assumed
    assert [name for name in assumed if len(FACTS[name]["assumed"].split()) < 5 or not FACTS[name]["assumed"].endswith(".")] == []
    assert [name for name, fact in FACTS.items() if "restates" in fact and {"source", "assumed"} & fact.keys()] == []


def test_every_source_is_defined_once_and_used() -> None:
    """Every short name has one address, and every address one name."""
    assert {source for fact in FACTS.values() for source in fact.get("source", ())} == SOURCES.keys()
    assert [address for address, count in Counter(SOURCES.values()).items() if count > 1] == []
    assert [address for address in SOURCES.values() if not address.startswith(AWS + PUBLIC)] == []


def test_there_are_at_least_four_hundred_rows() -> None:
    """The size that the project promises."""
    assert len(ROWS) >= 400


def test_the_fidelity_page_is_what_the_tool_writes() -> None:
    """docs/fidelity.md is generated; to fix it, run `python tools/fidelity.py`."""
    done = subprocess.run([sys.executable, str(ROOT / "tools/fidelity.py"), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
