"""No change of one input of an applied configuration destroys or replaces anything, but for the rows of change.yaml that say so."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from input_changes import Row, changed, handed_on, rows, variables
from planned_state import planned_resources, state_of

from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

HERE = Path(__file__).parent
CHECKOUT = find_checkout(HERE)
TABLE = yaml.safe_load((HERE / "change.yaml").read_text(encoding="utf-8"))
BASES: Mapping[str, Mapping[str, Mapping[str, Any]]] = TABLE["bases"]
KINDS = {module: variables(CHECKOUT / module) for module in BASES}
ANSWERED = {
    module: {steps for caller in callers for steps in handed_on(CHECKOUT / caller, module.rpartition("/")[2])}
    for module, callers in TABLE["callers"].items()
}
ROWS = [row for module, bases in BASES.items() for row in rows(module, KINDS[module], bases, TABLE["shapes"], ANSWERED.get(module, set()))]
IN_BUCKETS = {f"{side}_bucket": f".module.{side}.module.bucket" for side in ("source", "destination")}
HEAD = """
provider "aws" {
  region = "us-east-1"
}

variable "calls" {
  type = any
}
"""
CALL = """
module "{call}" {{
  source   = "../../{module}"
  for_each = var.calls.{call}
  {providers}

{inputs}
}}
"""
Calls = Mapping[str, tuple[str, Mapping[str, object]]]
"""By the name of a call: the module, and the inputs of each instance."""
Outcome = Mapping[str, list[str]]
"""The types of the resources that a plan destroys, and its errors."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows of one base that are planned together; `number` is in each of their names."""

    number: int
    rows: Sequence[Row]

    @property
    def bucket(self) -> str | None:
        """The root's bucket whose setting is refused. The root hands it on as it is, so planning modules/bucket is enough, and quicker."""
        first = self.rows[0].path.partition(".")[0]
        return first if self.rows[0].refused and first in IN_BUCKETS else None

    @property
    def module(self) -> str:
        return "modules/bucket" if self.bucket else self.rows[0].module

    @property
    def call(self) -> str:
        """Rows that are refused at the same place share a call: after a refusal, Terraform plans nothing further in any instance of it."""
        refused = (
            f"{self.rows[0].path.partition('.')[0]}_{self.rows[0].refused}"
            if self.rows[0].refused and not self.bucket
            else self.rows[0].refused
        )
        return re.sub(r"\W", "_", f"{self.module or 'root'}_{refused}")

    def inputs(self) -> object:
        everything = changed(BASES[self.rows[0].module][self.rows[0].base], self.rows)
        return self._renamed(everything[self.bucket] if self.bucket else everything)

    def resources(self, bases: Mapping[tuple[str, str], list[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
        inside = IN_BUCKETS[self.bucket] if self.bucket else ""
        found = (one for one in bases[self.rows[0].module, self.rows[0].base] if one["module"].startswith(inside))
        return [self._renamed({**one, "module": one["module"].removeprefix(inside)}) for one in found]

    def _renamed(self, value: object) -> Any:
        return json.loads(json.dumps(value).replace("acme-", f"acme-{self.number}-"))


def together(every: Sequence[Row]) -> list[Plan]:
    """Rows share a plan if they change different parts of the same base, since each plan takes its time; a refused row is planned alone."""
    groups: list[list[Row]] = []
    for row in every:
        fitting = (group for group in groups if all(row.fits(other) for other in group))
        if (group := next(fitting, None)) is None:
            groups.append([row])
        else:
            group.append(row)
    return [Plan(number, group) for number, group in enumerate(groups, 100)]


PLANS = together(ROWS)


class Planner:
    """Plans many calls of the modules in one Terraform process."""

    def __init__(self, local_aws: LocalAws, folder: Path) -> None:
        self.root = copy_configuration(CHECKOUT, "same-account", folder)
        for name in ("variables.tf", "outputs.tf"):
            (self.root / name).unlink()
        self._environment = terraform_environment(local_aws.full_environment(), folder / "cli") | {"GOGC": "800"}
        self._terraform = Terraform(self.root, find_binary(os.environ), self._environment)

    def write(self, calls: Calls) -> None:
        (self.root / "main.tf").write_text(HEAD + "".join(hcl(call, module) for call, (module, _) in calls.items()), encoding="utf-8")
        self._terraform.variables({"calls": {call: instances for call, (_, instances) in calls.items()}})
        self._terraform.init()

    def plan(self, *options: str) -> list[Mapping[str, Any]]:
        """What Terraform reports about the plan, as far as it goes: each change and each error."""
        return [json.loads(line) for line in self._run("plan", "-json", "-refresh=false", *options).splitlines()]

    def planned(self) -> Mapping[str, Any]:
        """The whole plan, of which no part may be refused."""
        events = self.plan("-out=saved.tfplan")
        assert [event for event in events if event["@level"] == "error"] == []
        return json.loads(self._run("show", "-json", "saved.tfplan"))  # type: ignore[no-any-return]

    def _run(self, *arguments: str) -> str:
        command = [find_binary(os.environ).path, *arguments]
        return subprocess.run(command, cwd=self.root, env=self._environment, check=False, capture_output=True, text=True).stdout


def hcl(call: str, module: str) -> str:
    inputs = "\n".join(f"  {name} = try(each.value.{name}, null)" for name in KINDS[module])
    providers = "" if module else "providers = { aws.source = aws, aws.destination = aws }"
    return CALL.format(call=call, module=module, providers=providers, inputs=inputs)


def applied(planner: Planner) -> Mapping[tuple[str, str], list[Mapping[str, Any]]]:
    """The resources of each base, by its module and its name; `module` is the path below the module itself."""
    planner.write({f"base_{number}": (module, bases) for number, (module, bases) in enumerate(BASES.items())})
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for resource in planned_resources(planner.planned()):
        number, base, below = re.fullmatch(r'module\.base_(\d+)\["([^"]+)"\](.*)', resource["module"]).groups()  # type: ignore[union-attr]
        found.setdefault((list(BASES)[int(number)], base), []).append({**resource, "module": below})
    return found


def run(folder: Path) -> object:
    """What each plan of PLANS destroys, and its errors."""
    with LocalAws.start() as local:
        planner = Planner(local, folder)
        bases = applied(planner)
        calls: dict[str, tuple[str, dict[str, object]]] = {}
        copies = {}
        for plan in PLANS:
            calls.setdefault(plan.call, (plan.module, {}))[1][str(plan.number)] = plan.inputs()
            copies[f'module.{plan.call}["{plan.number}"]'] = plan.resources(bases)
        planner.write(calls)
        (planner.root / "terraform.tfstate").write_text(json.dumps(state_of(copies)), encoding="utf-8")
        events = planner.plan()
    outcomes: dict[str, dict[str, list[str]]] = {str(plan.number): {"destroyed": [], "errors": []} for plan in PLANS} | {"": {"errors": []}}
    for event in events:
        if event["type"] == "planned_change" and event["change"]["action"] in ("delete", "replace"):
            resource = event["change"]["resource"]
            if resource["resource_type"] == "terraform_data":
                continue
            outcomes[resource["addr"].split('"')[1]]["destroyed"].append(resource["resource_type"])
        if event["@level"] == "error":
            text = f"{event['diagnostic']['summary']}: {event['diagnostic']['detail']}"
            owner = re.search(r'acme-(\d+)-|module\.\w+\["(\d+)"\]', text)
            outcomes[(owner[1] or owner[2]) if owner else ""]["errors"].append(text)
    return outcomes


@pytest.fixture(scope="session")
def outcomes(once: Callable[[str, Callable[[Path], object]], object]) -> Mapping[str, Outcome]:
    result = once("changes", run)
    assert isinstance(result, dict)
    return result


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: "; ".join(row.name for row in plan.rows))
def test_a_change_destroys_only_what_its_row_says(plan: Plan, outcomes: Mapping[str, Outcome]) -> None:
    outcome, refused = outcomes[str(plan.number)], plan.rows[0].refused

    if refused:
        assert any(refused in error for error in outcome["errors"]), outcome
    else:
        assert outcome["errors"] == []
        assert sorted(outcome["destroyed"]) == sorted(kind for row in plan.rows for kind in row.destroys)


def test_each_error_belongs_to_a_row(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[""]["errors"] == []
