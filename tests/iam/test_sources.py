"""What the cases rest on: a fact of tests/core/facts.yaml, a page or promise of sources.yaml, or an assumption in words."""

import re
from pathlib import Path

import yaml

from .test_cases import FOLDER, read

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
SOURCES: dict[str, str] = yaml.safe_load((HERE / "sources.yaml").read_text(encoding="utf-8"))
FACTS = yaml.safe_load((CHECKOUT / "tests/core/facts.yaml").read_text(encoding="utf-8"))["facts"].keys()
CITED = [
    (f"{path.stem}: {case['name']}", part.strip())
    for path in [*sorted(FOLDER.glob("*.yaml")), HERE / "malformed.yaml"]
    for case in read(path)["cases"]
    for part in case["source"].split(";")
]


def named(part: str) -> str:
    """The page without the place on it: "IAM Principal (service principals)" names IAM Principal."""
    return re.split(r" \(|: ", part)[0]


def is_there(part: str) -> bool:
    if part.startswith("fact "):
        return part.split()[1] in FACTS
    return named(part) in SOURCES or re.fullmatch(r"assumed \(.{8,}\)", part) is not None


def test_every_source_of_a_case_is_there() -> None:
    assert [(case, part) for case, part in CITED if not is_there(part)] == []


def test_every_page_is_used_and_has_an_address_or_is_a_file() -> None:
    assert SOURCES.keys() - {named(part) for _, part in CITED} == set()
    assert [place for place in SOURCES.values() if not (place.startswith("https://") or (CHECKOUT / place).is_file())] == []


def test_a_source_that_is_not_there_is_found() -> None:
    assert not is_there("fact none")
    assert not is_there("IAM Principals")
    assert not is_there("assumed ()")
