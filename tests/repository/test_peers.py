"""docs/peers.md names tests, files and inputs that exist, and the module never writes the arguments that it leaves out."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
PAGE = (CHECKOUT / "docs/peers.md").read_text(encoding="utf-8")
COMPLAINTS, OTHERS, LEFT_OUT = (part for part in re.split(r"^## .*$", PAGE, flags=re.MULTILINE)[1:])
HELD_BY = re.findall(r"`((?:tests|modules)/[\w./:-]+)`", COMPLAINTS)
MODULES = "".join(path.read_text(encoding="utf-8") for path in [*CHECKOUT.glob("*.tf"), *CHECKOUT.glob("modules/*/*.tf")])


def rows(part):
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.mark.parametrize("place", sorted(set(HELD_BY)))
def test_what_holds_an_answer_is_there(place):
    path, _, test = place.partition("::")

    assert (CHECKOUT / path).is_file()
    assert not test or f"def {test}(" in (CHECKOUT / path).read_text(encoding="utf-8")


def test_every_complaint_has_threads_an_answer_and_what_holds_it():
    complaints = [row for row in rows(COMPLAINTS) if not row[0].startswith("*")]

    assert len(complaints) > 30
    assert [row for row in complaints if len(row) != 4 or not all(row)] == []


def test_inputs_and_outputs_that_the_page_names_are_there():
    words = {word for name in re.findall(r"`([a-z_.]+)(?: = \w+)?`", COMPLAINTS) for word in name.split(".")}

    assert len(words) > 10
    assert sorted(word for word in words if not re.search(rf"\b{word}\b", MODULES)) == []


@pytest.mark.parametrize("argument", re.findall(r"^\| `(\w+)`(?: \(| \|)", LEFT_OUT, re.MULTILINE))
def test_what_is_left_out_on_purpose_is_never_written(argument):
    resources = re.findall(r"^resource .*?^\}", MODULES, re.MULTILINE | re.DOTALL)
    written = {name for text in resources for name in re.findall(r'^ +(?:dynamic ")?(\w+)(?: +=|"? \{)', text, re.MULTILINE)}

    assert {"delete_marker_replication", "replication_time", "storage_class"} <= written
    assert argument not in written
