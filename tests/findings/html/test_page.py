"""The page as text: it needs nothing but itself, names become no markup, and every finding and outcome is there."""

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from s3_replication.core import Outcome, Switches
from s3_replication.findings.finding import ReplicationVerdict, Report
from s3_replication.findings.render import PageTable
from s3_replication.findings.render.html import as_html
from s3_replication.findings.render.visible import visible, visible_lines
from tests.findings.html.reports import HOSTILE, all_reports, encrypted, hostile, many_findings, report_of

NOW = datetime(2026, 11, 29, 6, 30, tzinfo=UTC)
SAMPLE = PageTable("Sample of " + HOSTILE, ("Key", HOSTILE), ((HOSTILE, HOSTILE), ("b", "COMPLETED")), (HOSTILE,))
VOID = {"meta", "wbr"}
LOADING = {"src", "srcset", "data", "action", "formaction", "poster", "background", "xlink:href", "style", "ping", "manifest"}


class Page(HTMLParser):
    """What a browser finds: elements with their attributes, and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text += data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]


def page_of(report: Report, *tables: PageTable) -> str:
    return as_html(report, "bucket ledger", NOW, tables)


@cache
def parsed(name: str) -> Page:
    return Page(page_of(all_reports()[name], SAMPLE))


NAMES = list(all_reports())


@pytest.mark.parametrize("name", NAMES)
def test_the_page_loads_and_sends_nothing(name: str) -> None:
    page = parsed(name)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "use", "image", "foreignobject"}
    used = {attribute for _, attributes in page.elements for attribute in attributes}
    assert not used & LOADING
    assert not [attribute for attribute in used if attribute.startswith("on")]
    for attributes in page.all("a"):
        assert str(attributes["href"]).startswith(("#", "https://docs.aws.amazon.com/", "https://developer.hashicorp.com/"))
    assert "url(" not in page_of(all_reports()[name])


def test_the_policy_takes_the_own_style_and_script_alone() -> None:
    text = page_of(report_of("a pair"))
    (policy,) = [one["content"] for one in Page(text).all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    hashes = {tag: _hash(re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)) for tag in ("style", "script")}
    assert policy == (
        f"default-src 'none'; style-src {hashes['style']}; script-src {hashes['script']}; base-uri 'none'; form-action 'none'"
    )
    assert text.index("Content-Security-Policy") < text.index("<style>")


def _hash(found: list[str]) -> str:
    (one,) = found
    return f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'"


def test_names_become_text_and_no_markup() -> None:
    text = page_of(hostile(), SAMPLE)
    page, usual = Page(text), Page(page_of(report_of("a pair"), SAMPLE))
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in usual.elements} | {"ul", "strong", "wbr", "br"}
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert HOSTILE in page.text
    assert "<script>alert" not in text
    assert not [one for one in page.all("a") if "javascript" in str(one["href"])]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("größer/數據", "größer/數據"),
        ("a\u202egnp.exe", "a\\u202egnp.exe"),
        ("a\x00\x1b[31m\x7f", "a\\u0000\\u001b[31m\\u007f"),
        ("a\udc80", "a\\udc80"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("two\n\tlines", "two\\u000a\\u0009lines"),
    ],
)
def test_characters_without_a_form_are_shown_as_their_code(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert page_of(report_of("a pair"), PageTable("Sample", ("Key",), ((text,),))).encode().count(shown.encode()) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_is_there_with_its_repairs(name: str) -> None:
    text = parsed(name).text
    for finding in all_reports()[name].findings:
        wanted = [finding.title, finding.subject, finding.why, finding.source, finding.id, finding.rule_id or "", *finding.affects]
        wanted += [change.text for change in finding.suggestions]
        wanted += [f"({finding.location.file}:{finding.location.line})"] if finding.location is not None else []
        forms = [form for change in finding.suggestions for form in (change.json, change.hcl, change.cli)]
        assert [one for one in [*map(visible, wanted), *map(visible_lines, forms)] if one not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_outcome_is_in_a_cell_of_its_keys_and_class(name: str) -> None:
    report = all_reports()[name]
    cells = _cells(page_of(report))
    for row in report.outcomes:
        found = [text for (caption, keys, names), text in cells if _is_cell_of(row, caption, keys, names)]
        assert any(row.outcome in text and (row.failure_reason or "") in text for text in found), row


def _is_cell_of(row, caption: str, keys: list[str], names: list[str]) -> bool:  # type: ignore[no-untyped-def]
    pair = caption == f"{row.source_bucket} to {row.destination_bucket or 'no destination'}"
    return pair and row.keys in keys and row.object_class in names


class Cells(HTMLParser):
    """Each cell of the tables of outcomes: its table's caption, its keys and classes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[tuple[str, list[str], list[str]], str]] = []
        self.caption, self.keys, self.names, self.text, self.inside = "", [""], "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "caption" or given.get("role") in ("cell", "rowheader"):
            self.inside, self.text, self.names = given.get("role") or tag, "", given.get("data-label") or ""
        if tag == "tr":
            self.keys = []
        if given.get("class") == "keys":
            self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self.caption = self.text
        elif tag == "span" and self.inside == "rowheader":
            self.keys.append(self.text)
        elif tag == "td":
            self.found.append(((self.caption, self.keys, self.names.split(", ")), self.text))


def _cells(text: str) -> list[tuple[tuple[str, list[str], list[str]], str]]:
    cells = Cells()
    cells.feed(text)
    return cells.found


@pytest.mark.parametrize("name", NAMES)
def test_each_id_is_there_once_and_each_reference_has_its_target(name: str) -> None:
    page = parsed(name)
    ids = page.ids()
    assert [one for one, count in Counter(ids).items() if count > 1] == []
    targets = [str(one["href"])[1:] for one in page.all("a") if str(one["href"]).startswith("#")]
    labels = [label for _, one in page.elements for label in str(one.get("aria-labelledby") or "").split()]
    assert [one for one in targets + labels if one not in ids] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_screen_reader_finds_its_way(name: str) -> None:
    page = parsed(name)
    assert page.all("html")[0]["lang"] == "en"
    assert [len(page.all(tag)) for tag in ("main", "nav", "h1", "header")] == [1, 1, 1, 1]
    assert {one.get("scope") for one in page.all("th")} <= {"col", "row"}
    assert len(page.all("caption")) == len(page.all("table"))
    for svg in page.all("svg"):
        assert svg.get("role") == "img" or svg.get("aria-hidden") == "true"
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_verdict_comes_first_and_a_picture_says_what_it_shows() -> None:
    page = Page(page_of(report_of("a pair")))
    assert page.text.index("Replication is broken.") < page.text.index("Topology")
    rule = "Rule everything to backup from ledger to backup: fails: DstPutObjectNotPermitted"
    assert rule in page.text


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_a_symbol(outcome: Outcome) -> None:
    row = replace(report_of("a pair").outcomes[0], outcome=outcome)
    sample = PageTable("Sample", ("Key", "Status"), (("a", outcome.value), ("b", "REPLICA"), ("c", "no status")))
    cells = _cells(page_of(Report(ReplicationVerdict.UNKNOWN, (row,), ()), sample))
    assert any(outcome.value in text for _, text in cells)
    assert len(Page(page_of(Report(ReplicationVerdict.UNKNOWN, (row,), ()), sample)).all("svg")) == 1 + 3 + 1 + 2


def test_assumptions_and_switches_are_named() -> None:
    report = encrypted()
    assert report.world is not None
    text = Page(page_of(report)).text
    assert all(name in text for name in Switches.__slots__)


def test_objects_of_one_class_with_different_outcomes_are_told_apart() -> None:
    first = replace(report_of("a pair").outcomes[0], description="objects under key one: all keys")
    other = replace(first, outcome=Outcome.COMPLETED, failure_reason=None, because=(), description="objects under key two: all keys")
    ((_, both),) = _cells(page_of(Report(ReplicationVerdict.UNKNOWN, (first, other), ())))
    assert re.search("FAILED.*objects under key one.*COMPLETED.*objects under key two", both, re.DOTALL)
    ((_, one),) = _cells(page_of(Report(ReplicationVerdict.UNKNOWN, (first,), ())))
    assert "objects under" not in one


def test_findings_that_say_the_same_are_one_article() -> None:
    text = page_of(report_of("twelve pairs"))
    assert text.count("<article") < len(report_of("twelve pairs").findings) / 2


def test_many_findings_have_a_list_of_their_checks() -> None:
    text = page_of(many_findings())
    assert '<ul class="glance">' in text
    assert "(2 times)" in text


def test_a_report_without_a_world_is_a_page_without_a_picture() -> None:
    report = Report(report_of("a pair").verdict, (), report_of("a pair").findings)
    assert not [one for one in Page(page_of(report)).all("svg") if one.get("role") == "img"]


def test_short_words_of_a_table_are_not_broken() -> None:
    table = PageTable("Sample", ("Key", "Owner", "Version"), (("k", "111111111111", "v" * 32),))
    page = Page(as_html(report_of("a pair"), "bucket a", NOW, [table]))
    cells = {one["data-label"]: one.get("class") for one in page.all("td") if one.get("data-label") in ("Owner", "Version")}
    assert cells == {"Owner": "short", "Version": None}
