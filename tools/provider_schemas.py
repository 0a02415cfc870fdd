"""Writes tests/module/schemas/VERSION.json: the schemas in one version of the AWS provider of the types that the HCL here uses.

Usage, in a folder whose configuration requires that version:
    terraform providers schema -json | python tools/provider_schemas.py VERSION
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

__all__ = ["main", "reduced", "sources", "used"]

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "module" / "schemas"
# Indented too: a check block has a data source in it.
_BLOCK = re.compile(r'^\s*(resource|data) "(aws_\w+)"', re.MULTILINE)
_FLAGS = ("required", "optional", "computed", "deprecated")
# The provider block has three hundred endpoints, and no module names one.
_LEFT_OUT = ("endpoints",)


def sources(checkout: Path) -> Iterator[Path]:
    """Every HCL file of the module, its parts and its examples."""
    for pattern in ("*.tf", "modules/**/*.tf", "examples/**/*.tf"):
        for path in sorted(checkout.glob(pattern)):
            if not any(part.startswith(".") for part in path.relative_to(checkout).parts):
                yield path


def used(checkout: Path) -> set[tuple[str, str]]:
    """(`resource` or `data`, type) of every block of the AWS provider."""
    return {(kind, name) for path in sources(checkout) for kind, name in _BLOCK.findall(path.read_text(encoding="utf-8"))}


def reduced(document: Mapping[str, Any], types: set[tuple[str, str]]) -> dict[str, Any]:
    """The parts of `terraform providers schema -json` that the types need: attributes with their flags, and blocks.

    A type that the provider does not have is left out.
    """
    (schemas,) = (schema for name, schema in document["provider_schemas"].items() if name.endswith("/hashicorp/aws"))
    places = {"resource": schemas["resource_schemas"], "data": schemas["data_source_schemas"]}
    found: dict[str, Any] = {"provider": {"aws": _block(schemas["provider"]["block"])}, "resource": {}, "data": {}}
    for kind, name in sorted(types):
        if name in places[kind]:
            found[kind][name] = _block(places[kind][name]["block"])
    return found


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    attributes = {name: " ".join(flag for flag in _FLAGS if body.get(flag)) for name, body in block.get("attributes", {}).items()}
    inner = {name: _block(body["block"]) for name, body in block.get("block_types", {}).items() if name not in _LEFT_OUT}
    result: dict[str, Any] = {"attributes": attributes, "blocks": inner}
    return {key: value for key, value in result.items() if value} | ({"deprecated": True} if block.get("deprecated") else {})


def main(version: str, text: str) -> int:
    """Writes one version's file and prints its name."""
    path = FOLDER / f"{version}.json"
    path.write_text(json.dumps(reduced(json.loads(text), used(ROOT)), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.stdin.read()))
