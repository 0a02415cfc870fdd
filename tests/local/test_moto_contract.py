"""The parts of moto's inside that the extension stands on are there and shaped as it expects."""

import ast
import importlib
from pathlib import Path

import pytest
import yaml

import s3_replication.local as package

NAMES = yaml.safe_load(Path(__file__).with_name("moto_names.yaml").read_text())
SOURCE = Path(package.__file__).parent


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in NAMES.items() for name in names])
def test_name_is_there(module: str, name: str) -> None:
    found: object = importlib.import_module(module)
    for part in name.split("."):
        assert hasattr(found, part), f"{module} has no {name}"
        found = getattr(found, part)


def test_only_one_package_imports_moto() -> None:
    outside = []
    for path in SOURCE.rglob("*.py"):
        if path.parent.name != "moto_compat":
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                outside += [f"{path.name}: {name}" for name in names if name.split(".")[0] == "moto"]
    assert outside == []


def test_versions_of_moto_are_pinned_to_what_was_tried() -> None:
    from importlib.metadata import requires, version  # noqa: PLC0415 - used here only

    from s3_replication.local.moto_compat.installation import SUPPORTED  # noqa: PLC0415 - loads moto

    assert version("moto").startswith(f"{SUPPORTED}.")
    assert any("moto" in line and ">=5.2" in line.replace(" ", "") for line in requires("s3-replication") or [])
