"""Everything that a file cites exists: facts by their number, documents by their name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parent.parent.parent
FACTS = yaml.safe_load((CHECKOUT / "tests/core/facts.yaml").read_text(encoding="utf-8"))["facts"].keys()
FOLDERS = ("src", "tests", "docs", "tools", "modules", "examples", "bench")
SUFFIXES = {".py", ".yaml", ".md", ".tf", ".hcl", ".toml", ".txt"}
NUMBER = r"[1-9]\.\d{2,3}[a-i]?"
LINKS = r"(?:,| to| and| or|;|-)? ?"
CITED = (rf"\bfacts?:? (?:{NUMBER}{LINKS})+", rf"# (?:{NUMBER}{LINKS})+(?![\d.%])")
# Notes from before the repository, which are not in it.
ELSEWHERE = re.compile(
    r"iam[ -]evaluation,? \d|replication-semantics|fault[ -]catalogue|support matrix|sections? \d+[a-z]?\b.{0,20} of the facts"
    r"|\(reference:|reference facts|reference \d[a-z]?\b|design\.md|style\.md|peer-modules|local-aws \d"
)


def texts() -> Iterator[tuple[str, str]]:
    paths = [path for folder in FOLDERS for path in (CHECKOUT / folder).rglob("*")] + [*CHECKOUT.glob("*.md"), *CHECKOUT.glob("*.tf")]
    for path in sorted(paths):
        name = str(path.relative_to(CHECKOUT))
        if path.suffix in SUFFIXES and path.is_file() and "/." not in f"/{name}" and path != Path(__file__):
            yield name, path.read_text(encoding="utf-8")


TEXTS = dict(texts())
KNOWN = {Path(name).name for name in TEXTS}


def wrong_facts(text: str) -> list[str]:
    """Every number that is cited as a fact and is not in facts.yaml."""
    numbers = [number for cited in CITED for match in re.finditer(cited, text) for number in re.findall(NUMBER, match[0])]
    return [number for number in numbers if number not in FACTS]


def missing_documents(name: str, text: str) -> list[str]:
    """Every named Markdown file that does not exist at that place or anywhere else; web addresses are ignored."""
    named = [word for word in re.findall(r"[^\s`\"'()\[\]<>,;]+\.md\b", text) if "://" not in word and "*" not in word]
    here = (CHECKOUT / name).parent
    return [word for word in named if Path(word).name not in KNOWN and not (here / word).exists() and not (CHECKOUT / word).exists()]


def test_every_cited_fact_is_in_the_book() -> None:
    assert {name: wrong for name, text in TEXTS.items() if (wrong := wrong_facts(text))} == {}


def test_every_number_in_the_core_is_a_fact() -> None:
    core = {name: text for name, text in TEXTS.items() if name.startswith("src/s3_replication/core/")}
    numbers = [(name, number) for name, text in core.items() for number in re.findall(rf"(?<![\w.]){NUMBER}(?![\w.]*\d)", text)]

    assert len(numbers) > 100
    assert [(name, number) for name, number in numbers if number not in FACTS] == []


def test_every_document_that_is_named_is_in_the_repository() -> None:
    assert {name: missing for name, text in TEXTS.items() if (missing := missing_documents(name, text))} == {}


def test_no_file_cites_notes_that_are_not_in_the_repository() -> None:
    assert {name: match[0] for name, text in TEXTS.items() if (match := ELSEWHERE.search(text))} == {}


@pytest.mark.parametrize(
    "text", ["as S3 does (fact 3.999)", "facts 4.01 to 4.999", "def test_x() -> None:  # 2.07, 2.99", "facts 1.01, 9.77"]
)
def test_a_fact_that_does_not_exist_is_found(text: str) -> None:
    assert len(wrong_facts(text)) == 1


def test_a_document_that_does_not_exist_is_found() -> None:
    assert missing_documents("docs/testing.md", "see [x](nowhere.md), docs/testing.md and https://a.example/b.md") == ["nowhere.md"]


@pytest.mark.parametrize(
    "text", ["iam-evaluation 2.1 (2)", "(sections 2 and 3e of the facts)", "(reference: section 4)", "fault-catalogue T16"]
)
def test_notes_elsewhere_are_found(text: str) -> None:
    assert ELSEWHERE.search(text)
