"""Writes tests/local/moto/names.yaml: the names of moto that src/s3_replication/local/moto uses, by moto's modules.

They are the names that it imports, the attributes of them that it uses, and the methods of moto's classes that it overrides or calls.
`--check` writes nothing and says whether the list is stale.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

__all__ = ["main", "rendered"]

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/s3_replication/local/moto"
PAGE = ROOT / "tests/local/moto/names.yaml"
INTRODUCTION = """# Written by `python tools/moto_names.py` from the imports in src/s3_replication/local/moto; do not edit.
# A moto that lost one of these names breaks here, by name, before anything else does.
"""


def rendered() -> str:
    """The whole list."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))]
    used = {name for tree in trees for name in _attributes(tree)}
    found: dict[str, set[str]] = {}
    for tree in trees:
        imported = dict(_imported(tree))
        for module, name in imported.values():
            found.setdefault(module, set()).update({name} if name else ())
        for local, attribute in _taken(tree):
            if local in imported:
                module, name = imported[local]
                found.setdefault(module, set()).add(f"{name}.{attribute}" if name else attribute)
        for base in _bases(tree):
            if base in imported:
                module, name = imported[base]
                found[module].update(f"{name}.{attribute}" for attribute in _own(module, name) & used)
    lines = [f"{module}:\n" + "".join(f"  - {name}\n" for name in sorted(found[module])) for module in sorted(found) if found[module]]
    return INTRODUCTION + "".join(lines)


def _imported(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each local name with moto's module and the name in it, "" for a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "moto":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = isinstance(getattr(importlib.import_module(node.module or ""), alias.name, None), ModuleType)
                yield alias.asname or alias.name, (whole, "") if is_module or _is_module(whole) else (str(node.module), alias.name)


def _is_module(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return False
    return True


def _attributes(tree: ast.Module) -> Iterator[str]:
    """Every attribute that the module reads or sets, and every method that it defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.FunctionDef):
            yield node.name


def _taken(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Attributes of plain names, such as `notifications.send_event`; of enumerations with the member."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and isinstance(node.value.value, ast.Name):
            yield node.value.value.id, f"{node.value.attr}.{node.attr}"


def _bases(tree: ast.Module) -> Iterator[str]:
    """The base classes by their local names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (base.id for base in node.bases if isinstance(base, ast.Name))


def _own(module: str, name: str) -> frozenset[str]:
    """Methods and properties of one of moto's classes that are moto's, not Python's."""
    found: object = getattr(importlib.import_module(module), name)
    if not inspect.isclass(found):
        return frozenset()
    moto: list[Mapping[str, object]] = [vars(each) for each in found.__mro__ if each.__module__.startswith("moto.")]
    return frozenset(attribute for each in moto for attribute in each if not attribute.startswith("__"))


def main() -> int:
    """Write the list, or compare it with --check; return 1 if it is stale."""
    text = rendered()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("tests/local/moto/names.yaml is stale: run 'python tools/moto_names.py'\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
