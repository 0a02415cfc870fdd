"""One name, one meaning: classes have different names across the package, and iam is used by its public names."""

import ast
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
IAM = "s3_replication.iam"


@cache
def trees() -> Mapping[Path, ast.Module]:
    return {path.relative_to(SOURCE): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def test_no_two_classes_of_the_package_have_the_same_name() -> None:
    places = defaultdict(list)
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(str(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_other_packages_import_from_iam_itself_and_from_none_of_its_modules() -> None:
    inside = [
        f"{path}: {node.module}"
        for path, tree in trees().items()
        if not path.is_relative_to("s3_replication/iam")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{IAM}.")
    ]
    assert inside == []
