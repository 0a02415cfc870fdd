"""Paths and links in the documents exist, README links to every page, and Markdown is wrapped."""

import re

import pytest

from .reading import CHECKOUT, GENERATED, lines, name, pages

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:src|tests|tools|docs|modules|examples|bench|\.github)/[\w./-]+|[A-Z]\w+[.]md)`")
PLACEHOLDER = "NAME"
ADDRESS = re.compile(r"\[[^\]]+\]: \S+")  # the address of a reference link cannot be wrapped
WIDTH = 100


def _prose(page):
    return "\n".join(text for _, text in lines(page))


def _links(page):
    targets = (target for target in LINK.findall(_prose(page)) if "://" not in target and not target.startswith("mailto:"))
    return [(page.parent / target).resolve() for target in targets]


def _missing(page):
    named = [CHECKOUT / path for path in PATH.findall(_prose(page)) if PLACEHOLDER not in path]
    return sorted({name(path) for path in [*_links(page), *named] if not path.exists()})


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_path_and_link_exists(page):
    assert _missing(page) == []


def test_every_page_is_reachable_from_the_first():
    seen, next_pages = set(), [CHECKOUT / "README.md"]
    while next_pages:
        page = next_pages.pop()
        page = page / "README.md" if page.is_dir() else page
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        next_pages += _links(page)
    assert [name(page) for page in sorted(CHECKOUT.glob("docs/*.md")) if page not in seen] == []


@pytest.mark.parametrize("page", [page for page in pages() if name(page) not in GENERATED], ids=name)
def test_markdown_is_wrapped(page):
    long = [(number, text) for number, text in lines(page) if len(text) > WIDTH and not text.startswith(("|", "<!--", "    "))]
    assert [f"{name(page)}:{number}: {len(text)} characters" for number, text in long if " " in ADDRESS.sub("", text.strip())[:WIDTH]] == []


def test_the_first_page_is_short():
    assert len((CHECKOUT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
