"""Every explicit dependency and lifecycle argument of the HCL is in order.yaml with its reason, and every one in order.yaml is in the HCL.

Terraform orders resources by their references. An explicit dependency has a reason that no reference shows, so no other test fails without
it: an apply that succeeds here may fail on AWS, or lose an object.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml

CHECKOUT = Path(__file__).parent.parent.parent
TABLE: Mapping[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "order.yaml").read_text(encoding="utf-8"))
FOLDERS = sorted({path.parent for path in [*CHECKOUT.glob("*.tf"), *CHECKOUT.glob("modules/**/*.tf")]})
ARGUMENTS = ("create_before_destroy", "ignore_changes", "prevent_destroy", "replace_triggered_by")
Written = set[tuple[str, str, str]]


@cache
def bodies(folder: Path) -> list[tuple[str, Mapping[str, Any]]]:
    """Every block of a module that can wait, by its address."""
    return [
        found
        for path in sorted(folder.glob("*.tf"))
        for kind, depth in (("resource", 2), ("data", 2), ("module", 1), ("output", 1))
        for block in document(path).get(kind, [])
        for found in labelled(block, "" if kind == "resource" else f"{kind}.", depth)
    ]


@cache
def document(path: Path) -> Mapping[str, list[Mapping[str, Any]]]:
    return hcl2.loads(path.read_text(encoding="utf-8"))


def labelled(block: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for label, body in block.items():
        name = prefix + label.strip('"')
        if depth == 1:
            yield name, body
        else:
            yield from labelled(body, f"{name}.", depth - 1)


def plain(expression: object) -> str:
    """An expression as it is written; hcl2 puts "${}" around all but constants."""
    return str(expression).lower() if isinstance(expression, bool) else re.sub(r"^\$\{(.*)\}$", r"\1", str(expression))


def waits() -> Written:
    return {
        (folder.relative_to(CHECKOUT).as_posix(), address, plain(one))
        for folder in FOLDERS
        for address, body in bodies(folder)
        for one in body.get("depends_on", [])
    }


def lifecycles() -> Written:
    return {
        (folder.relative_to(CHECKOUT).as_posix(), address, f"{argument} = {', '.join(map(plain, as_list(lifecycle[argument])))}")
        for folder in FOLDERS
        for address, body in bodies(folder)
        for lifecycle in body.get("lifecycle", [])
        for argument in ARGUMENTS
        if argument in lifecycle
    }


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def listed(name: str) -> list[tuple[str, str, str]]:
    return [(row["module"], of, item) for row in TABLE[name] for of in as_list(row["of"]) for item in as_list(row["has"])]


@pytest.mark.parametrize(("name", "read"), [("waits", waits), ("lifecycles", lifecycles)], ids=["waits", "lifecycles"])
def test_the_table_and_the_hcl_say_the_same(name: str, read: Callable[[], Written]) -> None:
    written = read()
    assert sorted(written - set(listed(name))) == [], "written without a reason in order.yaml"
    assert sorted(set(listed(name)) - written) == [], "in order.yaml, but no longer written"


@pytest.mark.parametrize("name", ["waits", "lifecycles"])
def test_no_entry_stands_twice(name: str) -> None:
    assert len(listed(name)) == len(set(listed(name)))


@pytest.mark.parametrize("row", [row for rows in TABLE.values() for row in rows], ids=lambda row: f"{row['module']} {row['of']}")
def test_every_entry_has_a_reason_and_what_it_names_is_there(row: Mapping[str, Any]) -> None:
    assert row["why"].endswith(".")
    for place in as_list(row.get("held_by", [])):
        path, _, test = str(place).partition("::")
        assert f"def {test}(" in (CHECKOUT / path).read_text(encoding="utf-8")
