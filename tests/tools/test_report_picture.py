"""docs/report.svg is what the page shows of a pair with a fault, and needs nothing from the network."""

from pathlib import Path
from xml.etree import ElementTree

import report_picture

from s3_replication.terraform import find_checkout

PICTURE = find_checkout(Path(__file__)) / "docs/report.svg"


def test_the_picture_is_what_the_tool_draws():
    """To fix it, run `make docs`."""
    assert PICTURE.read_text(encoding="utf-8") == report_picture.rendered()


def test_the_picture_names_no_host():
    text = PICTURE.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert [word for word in ("://", "url(http", "@font-face", "@import", "href") if word in text] == []


def test_the_picture_has_a_rule_that_works_one_that_fails_and_a_disabled_one():
    words = list(ElementTree.fromstring(PICTURE.read_text(encoding="utf-8")).itertext())  # noqa: S314 - our own file

    assert [word for word in ("Replication is broken.", "works", "1 error", "disabled") if word not in words] == []
