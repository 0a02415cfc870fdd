"""docs/demo.svg is the table of the recorded demo, and needs nothing from the network."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from s3_replication.terraform import find_checkout

CHECKOUT = find_checkout(Path(__file__))
PICTURE = CHECKOUT / "docs/demo.svg"


def test_the_picture_is_what_the_tool_draws():
    """To fix it, run `make docs`."""
    done = subprocess.run([sys.executable, "tools/demo_picture.py", "--check"], cwd=CHECKOUT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_the_picture_names_no_host():
    text = PICTURE.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert [word for word in ("://", "url(http", "@font-face", "@import", "href") if word in text] == []


def test_the_picture_shows_the_recorded_objects():
    words = "".join(ElementTree.fromstring(PICTURE.read_text(encoding="utf-8")).itertext())  # noqa: S314 - our own file

    assert [word for word in ("before-the-rule.txt", "COMPLETED", "eu-west-1", "replicated") if word not in words] == []


def test_the_recorded_run_went_as_decided():
    assert json.loads((CHECKOUT / "tests/demo/recorded.json").read_text(encoding="utf-8"))["as_decided"] is True
