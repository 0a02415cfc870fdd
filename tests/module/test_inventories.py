"""What each example plans: how many resources of each type, and the settings that the example promises."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
INVENTORIES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((HERE / "inventories").glob("*.yaml"))}
Plan = Mapping[str, object]


def planned(plan: Plan) -> dict[str, Mapping[str, object]]:
    """The values of every managed resource to be created, by address."""
    changes = plan["resource_changes"]
    assert isinstance(changes, list)
    return {change["address"]: change["change"]["after"] for change in changes if change["mode"] == "managed"}


def differences(promised: object, value: object, path: str) -> list[str]:
    """Where a value differs from the promise: objects by key, lists entry by entry, texts of JSON by what they say."""
    if isinstance(promised, dict | list) and isinstance(value, str):
        return differences(promised, json.loads(value), path)
    if isinstance(promised, dict) and isinstance(value, dict):
        return [text for key, each in promised.items() for text in differences(each, value.get(key), f"{path}.{key}")]
    if isinstance(promised, list) and isinstance(value, list) and len(promised) == len(value):
        return [text for index, each in enumerate(promised) for text in differences(each, value[index], f"{path}[{index}]")]
    return [] if promised == value else [f"{path} is {value!r}, promised {promised!r}"]


def tags_of(plan: Plan) -> dict[tuple[str, str], object]:
    """The tags of every resource that can have some, by type and address."""
    changes = plan["resource_changes"]
    assert isinstance(changes, list)
    return {
        (change["type"], change["address"]): change["change"]["after"]["tags"]
        for change in changes
        if change["mode"] == "managed" and "tags" in change["change"]["after"]
    }


def test_every_example_has_an_inventory() -> None:
    examples = {path.parent.name for path in (HERE.parent.parent / "examples").glob("*/main.tf")}

    assert examples == set(INVENTORIES)


@pytest.mark.parametrize("example", INVENTORIES)
def test_an_example_plans_the_resources_it_promises(example: str, plan_of: Callable[[str], Plan]) -> None:
    changes = plan_of(example)["resource_changes"]
    assert isinstance(changes, list)

    assert Counter(change["type"] for change in changes if change["mode"] == "managed") == INVENTORIES[example]["counts"]


@pytest.mark.parametrize("example", INVENTORIES)
def test_an_example_plans_the_settings_it_promises(example: str, plan_of: Callable[[str], Plan]) -> None:
    resources = planned(plan_of(example))

    assert [
        text
        for address, promised in INVENTORIES[example]["values"].items()
        for text in differences(promised, resources.get(address), address)
    ] == []


@pytest.mark.parametrize("example", [example for example, inventory in INVENTORIES.items() if "tags" in inventory])
def test_everything_that_an_example_tags_has_the_tags(example: str, plan_of: Callable[[str], Plan]) -> None:
    assert {key: tags for key, tags in tags_of(plan_of(example)).items() if tags != INVENTORIES[example]["tags"]} == {}


def test_every_type_that_can_have_tags_has_some_in_an_example(plan_of: Callable[[str], Plan]) -> None:
    types = {example: {kind for kind, _ in tags_of(plan_of(example))} for example in INVENTORIES}

    assert set().union(*types.values()) == set().union(*(types[example] for example in INVENTORIES if "tags" in INVENTORIES[example]))


def test_a_pair_with_keys_is_no_larger_than_promised(plan_of: Callable[[str], Plan]) -> None:
    """Of AWS's resources; terraform_data calls no API."""
    for example in ("same-account", "cross-account"):
        assert len([address for address in planned(plan_of(example)) if ".aws_" in address]) <= 17


@pytest.mark.parametrize("example", ["same-account", "cross-account"])
def test_a_pair_with_keys_needs_few_lines(example: str) -> None:
    text = (HERE.parent.parent / "examples" / example / "main.tf").read_text(encoding="utf-8")
    call = text[text.index('module "replication"') :]

    assert len([line for line in call.splitlines() if line.strip()]) <= 25
