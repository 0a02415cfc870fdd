"""Terraform's commands with typed results and one error per failure."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3_replication.terraform.answers import read_json
from s3_replication.terraform.binary import Binary
from s3_replication.terraform.messages import failure
from s3_replication.terraform.process import FLAG, Command, Result

__all__ = ["PlanResult", "Terraform"]

_NO_CHANGES, _CHANGES = 0, 2


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A saved plan: `changes` is the result of `-detailed-exitcode`, `document` the plan as JSON (Terraform's own format)."""

    path: Path
    changes: bool
    document: Mapping[str, Any]

    @property
    def outputs(self) -> dict[str, object]:
        """The root module's outputs, as far as the plan knows them."""
        planned = self.document.get("planned_values", {}).get("outputs", {})
        return {name: entry["value"] for name, entry in planned.items() if "value" in entry}


def _silent(_line: str) -> None:
    """The default listener."""


class Terraform:
    """One root module in one folder. Every method raises TerraformError with Terraform's message if the command fails."""

    def __init__(self, folder: Path, binary: Binary, environment: Mapping[str, str], on_line: Callable[[str], None] = _silent) -> None:
        self.folder = folder
        self._command = Command(folder, binary.path, environment, on_line)

    def variables(self, values: Mapping[str, object]) -> None:
        """Writes the input variables to a file that later commands read."""
        path = self.folder / "s3-replication.auto.tfvars.json"
        path.write_text(json.dumps(dict(values), indent=2) + "\n", encoding="utf-8")

    def init(self) -> None:
        """`terraform init`."""
        _checked("init", self._command.init(reconfigure=None, backend=None, no_color=FLAG, var=None))

    def validate(self) -> None:
        """`terraform validate`."""
        _checked("validate", self._command.cmd("validate", no_color=FLAG))

    def plan(
        self,
        name: str = "saved.tfplan",
        destroy: bool = False,
        targets: tuple[str, ...] = (),
        values: Sequence[str] = (),
        files: Sequence[str] = (),
    ) -> PlanResult:
        """`terraform plan` saved in the folder; `targets` are resource addresses, none means all.

        `values` are input variables such as `name=demo`, `files` have more of them.
        """
        path = self.folder / name
        result = self._command.plan(
            out=str(path), var_file=list(files), var=list(values), target=list(targets), destroy=FLAG if destroy else None
        )
        _checked("plan", result, allowed=(_NO_CHANGES, _CHANGES))
        return PlanResult(path, result[0] == _CHANGES, self.show(path))

    def has_changes(self) -> bool:
        """`terraform plan -detailed-exitcode` without a saved plan: True means drift or an unapplied change."""
        result = self._command.plan(var=None)
        _checked("plan", result, allowed=(_NO_CHANGES, _CHANGES))
        return bool(result[0] == _CHANGES)

    def apply(self, plan: PlanResult | None = None, targets: tuple[str, ...] = ()) -> None:
        """`terraform apply` of a saved plan, or of a new plan."""
        saved = str(plan.path) if plan else None
        _checked("apply", self._command.apply(saved, skip_plan=True, var=None, target=list(targets)))

    def destroy(self) -> None:
        """`terraform destroy`, without python-terraform's `-force`, which Terraform 0.15 removed."""
        _checked("destroy", self._command.destroy(force=None, auto_approve=FLAG, var=None))

    def forget(self, pattern: str) -> None:
        """`terraform state rm` of every resource whose address matches: the resource stays on AWS, and no longer blocks a destroy."""
        listed = _checked("state list", self._command.cmd("state list")).splitlines()
        if addresses := [address for address in listed if re.search(pattern, address)]:
            _checked("state rm", self._command.cmd("state rm", *addresses))

    def output(self) -> dict[str, object]:
        """Every output's value by name."""
        answer = _checked("output", self._command.cmd("output", json=FLAG, no_color=FLAG))
        return {name: entry["value"] for name, entry in read_json(answer).items()}

    def show(self, path: Path | None = None) -> dict[str, object]:
        """A saved plan, or the state, as Terraform's JSON."""
        answer = _checked("show", self._command.cmd("show", *([str(path)] if path else []), json=FLAG, no_color=FLAG))
        return read_json(answer)


def _checked(command: str, result: Result, allowed: tuple[int, ...] = (_NO_CHANGES,)) -> str:
    code, output, errors = result
    if code not in allowed:
        raise failure(command, code, output, errors)
    return output
