"""The page in a headless Chromium: at any width nothing overlaps or is cut, in both schemes contrast is enough, and paper has all."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from s3_replication.findings.render.html import as_html
from tests.findings.html.browser import BROWSERS, find_browser, measure
from tests.findings.html.reports import all_reports

BROWSER = find_browser()
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason=f"no Chromium is on PATH ({', '.join(BROWSERS)}): install the system's package chromium"),
    pytest.mark.xdist_group("report-page"),  # two runs of the browser serve all tests
]
LIGHT, DARK = (400, 800, 1200, 1600), (400, 1200, None)  # None is paper, which must be readable whatever the scheme is


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, Mapping[str, Any]]:
    """What the browser measured, without and with the dark scheme."""
    pages = {name: as_html(report, f"bucket {name}", datetime(2026, 11, 29, tzinfo=UTC)) for name, report in all_reports().items()}
    assert BROWSER is not None
    sizes: Mapping[bool, tuple[int | None, ...]] = {False: LIGHT, True: DARK}
    return {dark: measure(BROWSER, tmp_path_factory.mktemp("page"), pages, sizes[dark], dark=dark) for dark in (False, True)}


def found(results: Mapping[bool, Mapping[str, Any]], key: str) -> Iterator[tuple[str, Any]]:
    for dark, pages in results.items():
        assert len(pages) == len(all_reports()) * len(DARK if dark else LIGHT)
        for name, page in pages.items():
            assert page["dark"] is dark
            if key in page:
                yield f"{name}{' dark' if dark else ''}", page[key]


def test_nothing_leaves_the_page_at_any_width(results: Mapping[bool, Mapping[str, Any]]) -> None:
    assert {name: tags for name, tags in found(results, "overflow") if tags} == {}
    assert {name: pixels for name, pixels in found(results, "scrolled") if pixels > 0} == {}


def test_boxes_do_not_overlap_text_fits_and_arrows_connect(results: Mapping[bool, Mapping[str, Any]]) -> None:
    assert {name: wrong for name, wrong in found(results, "picture") if wrong} == {}


def test_text_and_symbols_have_the_contrast_of_wcag_aa(results: Mapping[bool, Mapping[str, Any]]) -> None:
    assert {name: faint for name, faint in found(results, "faint") if faint} == {}


def test_states_differ_in_the_line_and_its_end_and_not_in_the_colour_alone(results: Mapping[bool, Mapping[str, Any]]) -> None:
    all_forms = [forms for _, forms in found(results, "forms") if forms]
    assert all_forms
    assert {len(set(forms[part])) for forms in all_forms for part in ("dashes", "ends")} == {4}


def test_paper_shows_what_the_screen_folds_and_no_control(results: Mapping[bool, Mapping[str, Any]]) -> None:
    assert {name: count for name, count in [*found(results, "hidden"), *found(results, "controls")] if count} == {}
