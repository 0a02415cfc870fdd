"""Every resource, data source, block and argument in the HCL exists in both tested versions of the provider and is not deprecated.

tools/provider_schemas.py writes schemas/VERSION.json.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import hcl2
import provider_schemas
import pytest
import yaml

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "schemas").glob("*.json"))}
FILES = list(provider_schemas.sources(CHECKOUT))
UNFIT = yaml.safe_load((HERE / "unfit.yaml").read_text(encoding="utf-8"))
# Arguments of Terraform's own: https://developer.hashicorp.com/terraform/language/meta-arguments
META = {"alias", "count", "depends_on", "for_each", "lifecycle", "provider"}
# Terraform's own resource, which no provider has: https://developer.hashicorp.com/terraform/language/resources/terraform-data
BUILT_IN = {"terraform_data"}
REFERENCE = re.compile(r"(?<![\w.])(data\.)?(aws_\w+)\.\w+(?:\[[^\]]*\])*\.(\w+)")


def complaints(text: str, schema: Mapping[str, object]) -> Iterator[str]:
    document = hcl2.loads(text)
    checks = [body for entry in document.get("check", []) for body in entry.values()]
    for kind in ("resource", "data", "provider"):
        for entry in [entry for place in (document, *checks) for entry in place.get(kind, [])]:
            for label, body in entry.items():
                name = label.strip('"')
                if name in BUILT_IN:
                    continue
                if name not in schema[kind]:
                    yield f"{kind} {name} is not in the schema; does the provider have it, or must tools/provider_schemas.py run again?"
                    continue
                inner = body if kind == "provider" else next(iter(body.values()))
                yield from block_complaints(inner, schema[kind][name], f"{kind} {name}")
    for data, name, attribute in REFERENCE.findall(text):
        known = schema["data" if data else "resource"].get(name, {})
        flags = known.get("attributes", {}).get(attribute)
        if flags is None and attribute not in known.get("blocks", {}):
            yield f"{data}{name} has no attribute {attribute}"
        elif flags and "deprecated" in flags:
            yield f"{data}{name}.{attribute} is deprecated"


def block_complaints(body: Mapping[str, object], schema: Mapping[str, object], path: str) -> Iterator[str]:
    if schema.get("deprecated"):
        yield f"{path} is deprecated"
    for name, value in body.items():
        if name.startswith("__") or name in META:
            continue
        if name == "dynamic":
            for entry in value:
                for label, dynamic in entry.items():
                    for content in dynamic["content"]:
                        yield from nested(label.strip('"'), content, schema, path)
        elif is_block(value):
            for inner in value:
                yield from nested(name, inner, schema, path)
        else:
            yield from argument(name, schema, path)


def is_block(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) and "__is_block__" in entry for entry in value)


def nested(name: str, body: Mapping[str, object], schema: Mapping[str, object], path: str) -> Iterator[str]:
    blocks = schema.get("blocks", {})
    if name in blocks:
        yield from block_complaints(body, blocks[name], f"{path}.{name}")
    else:
        yield f"{path} has no block {name}"


def argument(name: str, schema: Mapping[str, object], path: str) -> Iterator[str]:
    flags = schema.get("attributes", {}).get(name)
    if flags is None:
        yield f"{path} has no argument {name}"
    elif "deprecated" in flags:
        yield f"{path}.{name} is deprecated"
    elif flags == "computed":
        yield f"{path}.{name} is computed and cannot be set"


def test_both_majors_that_the_constraint_admits_are_held():
    assert [version.split(".")[0] for version in SCHEMAS] == ["5", "6"]
    assert "5.100.0" in SCHEMAS


@pytest.mark.parametrize("version", SCHEMAS)
@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(CHECKOUT).as_posix() for path in FILES])
def test_a_file_uses_what_the_provider_has(path, version):
    assert list(complaints(path.read_text(encoding="utf-8"), SCHEMAS[version])) == []


@pytest.mark.parametrize("case", UNFIT, ids=[case["case"] for case in UNFIT])
def test_what_does_not_fit_is_noticed(case):
    found = list(complaints(case["hcl"], SCHEMAS[case["version"]]))

    assert [text for text in found if case["says"] in text], found


def test_no_schema_holds_more_than_the_files_use():
    needed = provider_schemas.used(CHECKOUT)

    for version, schema in SCHEMAS.items():
        held = {(kind, name) for kind in ("resource", "data") for name in schema[kind]}
        assert held == needed, f"schemas/{version}.json: run tools/provider_schemas.py again"
