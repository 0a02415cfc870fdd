"""The parts of moto's inside that the extension stands on are there and shaped as it expects."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import s3_replication.local as package

NAMES = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text())
SOURCE = Path(package.__file__).parent
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in NAMES.items() for name in names])
def test_name_is_there(module: str, name: str) -> None:
    found: object = importlib.import_module(module)
    for part in name.split("."):
        assert hasattr(found, part), f"{module} has no {name}"
        found = getattr(found, part)


def test_the_list_of_names_is_what_the_tool_writes() -> None:
    """names.yaml is generated: repair with `python tools/moto_names.py`."""
    done = subprocess.run([sys.executable, str(ROOT / "tools/moto_names.py"), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_only_one_package_imports_moto() -> None:
    outside = []
    for path in SOURCE.rglob("*.py"):
        if path.relative_to(SOURCE).parts[0] != "moto":
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                outside += [f"{path.name}: {name}" for name in names if name.split(".")[0] == "moto"]
    assert outside == []


def test_the_installed_moto_is_the_one_that_the_package_requires() -> None:
    from importlib.metadata import version  # noqa: PLC0415 - used here only

    from s3_replication.local.moto.installation import check_version  # noqa: PLC0415 - loads moto

    check_version(version("moto"))
