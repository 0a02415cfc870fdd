"""What holds for every module's HCL, whatever it does."""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import hcl2
import pytest

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


def test_the_topologies_have_one_interface() -> None:
    texts = {(CHECKOUT / module / "variables.tf").read_text(encoding="utf-8") for module in TOPOLOGIES}

    assert len(texts) == 1


def test_the_topologies_have_the_same_outputs() -> None:
    assert len({tuple(name for name, _ in blocks(module, "output")) for module in TOPOLOGIES}) == 1


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_object_has_one_type_wherever_it_is_passed(topology: str) -> None:
    own = variables(topology)

    assert own["source_bucket"]["type"] == own["destination_bucket"]["type"]
    assert own["source_bucket"]["type"] == variables("modules/source")["bucket"]["type"]
    assert own["source_bucket"]["type"] == variables("modules/destination")["bucket"]["type"]
    assert own["role"]["type"] == variables("modules/source")["role"]["type"] == variables("modules/replication-role")["role"]["type"]
    assert len({variables(f"modules/{module}")["sources"]["type"] for module in ("bucket", "source", "destination")}) == 1
    assert own["rules"]["type"] == str(variables("modules/source")["rules"]["type"]).replace("destination = string, ", "")


def test_a_bucket_object_has_the_parts_that_the_bucket_module_takes() -> None:
    parts = variables("modules/source")["bucket"]["type"]
    bucket = variables("modules/bucket")

    for name, body in bucket.items():
        if name not in {"account", "reports_from", "sources", "tags", "trails_from"}:
            kind = str(body["type"]).removeprefix("${").removesuffix("}")
            assert f"{name} = {kind}" in str(parts) or f"{name} = optional({kind}" in str(parts), name


def calls(topology: str) -> dict[str, Mapping[str, object]]:
    """A topology's calls of blocks, whose sources it names from where it lies."""
    return {name: {**body, "source": Path(str(body["source"])).name} for name, body in blocks(topology, "module")}


def test_the_root_composes_both_sides_as_the_topologies_do() -> None:
    root, one, two = (calls(module) for module in TOPOLOGIES)

    assert root["source"] == one["source"] == two["source"]
    assert two["destination"] == {**one["destination"], "sources": {"source": "${local._sender}"}}
    assert root["destination"] == {**one["destination"], "sources": "${local._one_account ? {} : {source = local._sender}}"}


def test_the_root_and_the_cross_account_topology_describe_the_sender_alike() -> None:
    senders = [
        re.findall(r"  _sender = .*?^  }\)$", (CHECKOUT / module / "main.tf").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        for module in (".", "modules/cross-account")
    ]

    assert len(senders[0]) == 1
    assert senders[0] == senders[1]


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_topology_hands_every_input_on(topology: str) -> None:
    text = (CHECKOUT / topology / "main.tf").read_text(encoding="utf-8")

    assert [name for name in variables(topology) if f"var.{name}" not in text] == []


@pytest.mark.parametrize("module", MODULES)
def test_inputs_are_typed_and_described(module: str) -> None:
    for name, body in variables(module).items():
        assert "any" not in re.findall(r"\w+", str(body["type"])), name
        assert str(body["description"]).strip('"'), name
        assert body.get("nullable") is False or "null (default)" in str(body["description"]), name


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_few_inputs(module: str) -> None:
    assert len(variables(module)) <= (25 if module in TOPOLOGIES else 15)


@pytest.mark.parametrize("module", MODULES)
def test_outputs_are_described_and_sorted(module: str) -> None:
    outputs = list(blocks(module, "output"))

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


@pytest.mark.parametrize("module", MODULES)
def test_all_modules_want_the_same_versions(module: str) -> None:
    versions = (CHECKOUT / module / "versions.tf").read_text(encoding="utf-8")

    assert 'required_version = ">= 1.9.0"' in versions
    assert re.search(r'version\s+= ">= 5\.100\.0, < 7\.0\.0"', versions)


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
