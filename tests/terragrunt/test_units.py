"""The Terragrunt tree without Terragrunt: what units hand to modules, and take from each other, exists."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import hcl2
import pytest
import yaml
from input_types import misfits, parse_type

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
BROKEN = yaml.safe_load((HERE / "broken.yaml").read_text(encoding="utf-8"))


def read(path):
    return hcl2.loads(path.read_text(encoding="utf-8"))


def plain(text):
    return str(text).strip('"')


def labelled(document, kind):
    return {plain(label): body for block in document.get(kind, []) for label, body in block.items() if not label.startswith("__")}


class Tree:
    """A checkout's Terragrunt tree."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.live = checkout / "examples/terragrunt/live"
        self.units = {path.parent.name: read(path) for path in sorted((checkout / "examples/terragrunt/units").glob("*/terragrunt.hcl"))}
        self.stacks = {path.parent: labelled(read(path), "unit") for path in sorted(self.live.rglob("terragrunt.stack.hcl"))}
        self.shared = read(self.live / "buckets.hcl")["locals"][0]
        self.root_inputs = read(self.live / "root.hcl").get("inputs", {})

    def source(self, unit: str) -> str:
        """The folder of a unit's module, below the checkout."""
        _, _, path = plain(self.units[unit]["terraform"][0]["source"]).partition("/../../../")
        return path.replace("//", "/")

    def blocks(self, unit: str, kind: str) -> dict[str, Mapping[str, object]]:
        found = {}
        for path in sorted((self.checkout / self.source(unit)).glob("*.tf")):
            found |= labelled(read(path), kind)
        return found


def complaints(tree: Tree) -> Iterator[str]:
    for unit in tree.units:
        if not (tree.checkout / tree.source(unit) / "versions.tf").is_file():
            yield f"units/{unit}: {tree.source(unit)} is no module"
            continue
        yield from inputs_that_do_not_fit(tree, unit)
        yield from outputs_that_are_missing(tree, unit)
    yield from stacks_that_differ(tree)
    yield from rules_that_do_not_fit(tree)


def inputs_that_do_not_fit(tree: Tree, unit: str) -> Iterator[str]:
    inputs = {**tree.root_inputs, **tree.units[unit]["inputs"]}
    variables = tree.blocks(unit, "variable")
    for name, value in inputs.items():
        if name not in variables:
            yield f"units/{unit}: {name} is no variable of {tree.source(unit)}"
        else:
            yield from (f"units/{unit}: {text}" for text in misfits(value, parse_type(variables[name]["type"]), name))
    for name, body in variables.items():
        if "default" not in body and name not in inputs:
            yield f"units/{unit}: the required variable {name} of {tree.source(unit)} is missing"


def outputs_that_are_missing(tree: Tree, unit: str) -> Iterator[str]:
    """`config_path` ends in the key of the bucket, in the folder that buckets.hcl names; the stack there says which unit that is."""
    dependencies = labelled(tree.units[unit], "dependency")
    text = (tree.checkout / f"examples/terragrunt/units/{unit}/terragrunt.hcl").read_text(encoding="utf-8")
    used = set(re.findall(r"dependency\.(\w+)\.outputs\.(\w+)", text))
    for name in {name for name, _ in used} - set(dependencies):
        yield f"units/{unit}: there is no dependency {name}"
    for name, body in dependencies.items():
        folder = tree.live / plain(tree.shared["replicas_in"])
        if plain(body["config_path"]) != "${local.live}/${local.shared.replicas_in}/.terragrunt-stack/${local.key}":
            yield f"units/{unit}: dependency {name} leads elsewhere than to the folder replicas_in"
        needed = {output for other, output in used if other == name}
        given = {plain(key) for key in body["mock_outputs"] if not key.startswith("__")}
        yield from (f"units/{unit}: dependency {name} has no mock of {output}" for output in sorted(needed - given))
        yield from (f"units/{unit}: dependency {name} mocks {output}, which nothing uses" for output in sorted(given - needed))
        for other in {Path(plain(entry["source"])).name for entry in tree.stacks[folder].values()} & set(tree.units):
            there = set(tree.blocks(other, "output"))
            yield from (f"units/{unit}: {tree.source(other)} has no output {output}" for output in sorted((needed | given) - there))


def stacks_that_differ(tree: Tree) -> Iterator[str]:
    buckets = {plain(key) for key in tree.shared["buckets"] if not key.startswith("__")}
    for folder, units in tree.stacks.items():
        place = folder.relative_to(tree.live).as_posix()
        for name in sorted(buckets ^ set(units)):
            yield f"{place}: {name} is not in both buckets.hcl and the stack"
        for name, body in units.items():
            if plain(body["path"]) != name:
                yield f"{place}: unit {name} has path {plain(body['path'])}, from which it takes its key"
            if not (folder / plain(body["source"]) / "terragrunt.hcl").is_file():
                yield f"{place}: unit {name} has no source {plain(body['source'])}"


def rules_that_do_not_fit(tree: Tree) -> Iterator[str]:
    kind = parse_type(tree.blocks("source", "variable")["rules"]["type"])
    for key, bucket in tree.shared["buckets"].items():
        if not key.startswith("__"):
            rules = {name: {**rule, "destination": "replica"} for name, rule in bucket["rules"].items() if not name.startswith("__")}
            yield from misfits(rules, kind, f"buckets.{plain(key)}.rules")


def copy(target: Path) -> Path:
    for part in ("modules", "examples/terragrunt"):
        shutil.copytree(CHECKOUT / part, target / part, ignore=shutil.ignore_patterns(".terra*", ".state"))
    return target


def test_units_stacks_and_modules_fit_each_other():
    tree = Tree(CHECKOUT)

    assert set(tree.units) == {"source", "destination"}
    assert len(tree.stacks) == 2
    assert list(complaints(tree)) == []


@pytest.mark.parametrize("case", BROKEN, ids=[case["case"] for case in BROKEN])
def test_a_broken_tree_is_noticed(case, tmp_path):
    path = copy(tmp_path) / case["file"]
    text = path.read_text(encoding="utf-8")
    assert case["old"] in text
    path.write_text(text.replace(case["old"], case["new"]), encoding="utf-8")

    assert any(case["says"] in complaint for complaint in complaints(Tree(tmp_path))), list(complaints(Tree(tmp_path)))


def test_no_unit_names_a_partition():
    texts = [path.read_text(encoding="utf-8") for path in (CHECKOUT / "examples/terragrunt").rglob("*.hcl")]

    assert not [text for text in texts if "arn:aws" in text]
