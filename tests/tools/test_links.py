"""Links in the documents exist, and so do the make targets and commands that they name."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3_replication.cli.main import main

CHECKOUT = Path(__file__).parent.parent.parent
PAGES = sorted(
    [*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md"), *CHECKOUT.glob("modules/*/README.md"), *CHECKOUT.glob("examples/**/README.md")]
)
LINK = re.compile(r"\]\(([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(CHECKOUT).as_posix())
def test_links_lead_somewhere(page):
    local = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if not target.startswith(("http://", "https://"))]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_targets_named_in_the_documents_exist():
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for page in PAGES for target in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))}
    assert named - targets == set()


def test_commands_named_in_the_documents_exist():
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    named = {tuple(words.split()) for text in texts for words in re.findall(r"\bs3-replication ((?:local )?[a-z]+)", text)}
    for words in named:
        assert (words, CliRunner().invoke(main, [*words, "--help"]).exit_code) == (words, 0)
