"""Rules for the HCL of every module."""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import hcl2
import pytest
import topologies

CHECKOUT = Path(__file__).parent.parent.parent
BLOCKS = ["modules/bucket", "modules/replication-role", "modules/source", "modules/destination"]
TOPOLOGIES = [".", "modules/same-account", "modules/cross-account"]
MODULES = [".", *sorted(f"modules/{path.name}" for path in (CHECKOUT / "modules").iterdir() if (path / "versions.tf").is_file())]
FILES = [path for module in MODULES for path in sorted((CHECKOUT / module).glob("*.tf"))]


def relative(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def blocks(module: str, kind: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every block of a kind by its labels, joined by dots."""
    for path in sorted((CHECKOUT / module).glob("*.tf")):
        for block in hcl2.loads(path.read_text(encoding="utf-8")).get(kind, []):
            for label, body in block.items():
                inner = next(iter(body)) if kind in ("resource", "data") else ""
                yield (f"{label}.{inner}" if inner else label).replace('"', ""), body[inner] if inner else body


def variables(module: str) -> dict[str, Mapping[str, object]]:
    return dict(blocks(module, "variable"))


def test_the_topologies_share_all_files_but_one() -> None:
    assert topologies.main(CHECKOUT, check=True) == 0


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_object_has_one_type_wherever_it_is_passed(topology: str) -> None:
    own = variables(topology)

    assert own["source_bucket"]["type"] == own["destination_bucket"]["type"]
    assert own["source_bucket"]["type"] == variables("modules/source")["bucket"]["type"]
    assert own["source_bucket"]["type"] == variables("modules/destination")["bucket"]["type"]
    role = str(variables("modules/source")["role"]["type"])
    assert own["role"]["type"] == role
    # The prefixes come from the rules; the role's module gets the result.
    assert role.replace(", additional_prefixes = optional(set(string), [])", "") == variables("modules/replication-role")["role"]["type"]
    assert len({variables(f"modules/{module}")["sources"]["type"] for module in ("bucket", "source", "destination")}) == 1
    assert own["rules"]["type"] == str(variables("modules/source")["rules"]["type"]).replace("destination = string, ", "")


def test_a_bucket_object_has_the_parts_that_the_bucket_module_takes() -> None:
    parts = variables("modules/source")["bucket"]["type"]
    bucket = variables("modules/bucket")

    for name, body in bucket.items():
        if name not in {"account", "reports_from", "settings_after", "sources", "tags", "trails_from"}:
            kind = str(body["type"]).removeprefix("${").removesuffix("}")
            assert f"{name} = {kind}" in str(parts) or f"{name} = optional({kind}" in str(parts), name


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_topology_hands_every_input_on(topology: str) -> None:
    text = (CHECKOUT / topology / "main.tf").read_text(encoding="utf-8")

    assert [name for name in variables(topology) if f"var.{name}" not in text] == []


@pytest.mark.parametrize("module", MODULES)
def test_inputs_are_typed_and_described(module: str) -> None:
    for name, body in variables(module).items():
        assert "any" not in re.findall(r"\w+", str(body["type"])), name
        assert str(body["description"]).strip('"'), name
        assert body.get("nullable") is False or re.search(r"\bnull( \(default\)| means)", str(body["description"])), name


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_few_inputs(module: str) -> None:
    assert len(variables(module)) <= (25 if module in TOPOLOGIES else 15)


@pytest.mark.parametrize("module", MODULES)
def test_outputs_are_described_and_sorted(module: str) -> None:
    outputs = [(name, body) for name, body in blocks(module, "output") if name != "source_account_id"]  # it has a file for its own checks

    assert [name for name, _ in outputs] == sorted(name for name, _ in outputs)
    assert all(str(body["description"]).strip('"') for _, body in outputs)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_files_stay_short(path: Path) -> None:
    limit = 300 if path.name.startswith("variables") else 150

    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_nothing_ties_a_module_to_one_partition(path: Path) -> None:
    # These services' names are the same in every partition.
    services = r"(?<![\w.-])(batchoperations\.s3|cloudtrail|cloudwatch|logging\.s3|s3|sns)\.amazonaws\.com"
    text = re.sub(services, "", path.read_text(encoding="utf-8"))

    assert "arn:aws:" not in text
    assert "amazonaws.com" not in text


@pytest.mark.parametrize("module", MODULES)
def test_a_module_configures_no_provider_and_defers_nothing(module: str) -> None:
    assert list(blocks(module, "provider")) == []
    assert [name for name, body in blocks(module, "module") if "depends_on" in body] == []


@pytest.mark.parametrize("module", MODULES)
def test_resources_work_on_both_provider_versions(module: str) -> None:
    assert [name for name, body in blocks(module, "resource") if "region" in body] == []


# Releases that find a difference in every plan: docs/traps.md, 2026-11-28.
MISBEHAVING = sorted([*((minor, 0) for minor in range(22, 40)), (22, 1), (32, 1), (35, 1)])
ADMITTED = ">= 5.100.0, < 7.0.0"
EXCLUDING = ", ".join([ADMITTED, *(f"!= 6.{minor}.{patch}" for minor, patch in MISBEHAVING)])


@pytest.mark.parametrize("path", ["versions.tf", *(relative(path) for path in sorted(CHECKOUT.glob("modules/**/versions.tf")))])
def test_all_modules_want_the_same_versions(path: str) -> None:
    versions = (CHECKOUT / path).read_text(encoding="utf-8")

    assert 'required_version = ">= 1.9.0"' in versions
    assert re.findall(r'version\s+= "([^"]*5\.100[^"]*)"', versions) == [EXCLUDING]


@pytest.mark.parametrize(
    "path", ["README.md", *(path.relative_to(CHECKOUT).as_posix() for path in CHECKOUT.glob("examples/**/versions.tf"))]
)
def test_users_need_not_repeat_what_the_module_excludes(path: str) -> None:
    """Terraform combines the constraints of a configuration and of the modules that it calls."""
    constraints = re.findall(r'version\s+= "([^"]*5\.100[^"]*)"', (CHECKOUT / path).read_text(encoding="utf-8"))

    assert set(constraints) == {ADMITTED}


def test_the_releases_that_are_tested_are_admitted() -> None:
    tested = {path.stem for path in (CHECKOUT / "tests/terraform/schemas").glob("*.json")}

    assert [version for version in tested if f"!= {version}" in EXCLUDING] == []


@pytest.mark.parametrize("example", sorted(path.parent.name for path in (CHECKOUT / "examples").glob("*/main.tf")))
def test_an_example_runs_on_aws_as_it_stands(example: str) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "examples" / example).glob("*.tf"))

    assert not re.search(r"\b(endpoints|skip_\w+|access_key|secret_key|s3_use_path_style)\b", text)


def test_the_tables_of_inputs_and_outputs_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("module_tables", CHECKOUT / "tools" / "module_tables.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    assert tool.main(CHECKOUT, check=True) == 0, capsys.readouterr().out


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_message_lists_exactly_what_its_condition_refuses(path: Path) -> None:
    """The two repeat one expression: Terraform refuses a condition that reads it from a local."""
    found = re.findall(r"condition\s*=(.*?)\n\s*error_message\s*=(.*?)\n", path.read_text(encoding="utf-8"), re.DOTALL)
    lists = [(condition, match) for condition, message in found for match in re.findall(r"jsonencode\((\[for .*? if .*?\])\)\}", message)]

    assert [offenders for condition, offenders in lists if offenders not in condition] == []
