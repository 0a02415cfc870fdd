"""Finds the plan's JSON: a file of JSON, a saved plan, standard input, or a folder that Terraform plans first, and its source."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from s3_replication.errors import InputError
from s3_replication.inputs.files import is_saved_plan, read_bytes, show_saved_plan, terraform_in
from s3_replication.plan.input_variables import InputVariables
from s3_replication.plan.source import Source, require_root_module

__all__ = ["PlanInput", "read_input"]

_ALLOWED = "a plan file, its JSON, a folder with Terraform files, or - for standard input"


@dataclass(frozen=True, slots=True)
class PlanInput:
    """One plan's JSON, and the source of its configuration if that is at hand."""

    document: bytes | Mapping[str, object]
    source: Source | None = None


def read_input(
    where: str,
    stdin: BinaryIO,
    environment: Mapping[str, str],
    say: Callable[[str], None],
    folder: Path | None = None,
    inputs: InputVariables | None = None,
) -> PlanInput:
    """The plan of a file, a folder or "-" for standard input; `folder` has the source of a file's configuration.

    `inputs` are for the plan of a folder.

    Raises InputError for what cannot be read, TerraformError if Terraform fails.
    """
    path = Path(where)
    if where != "-" and path.is_dir():
        return PlanInput(_planned(path, environment, say, inputs or InputVariables()), Source.read(path))
    if where.endswith((".tf", ".tf.json")) and path.is_file():
        raise InputError(f"{where} is a file of a Terraform configuration: name its folder, {path.parent}.")
    if folder is not None and not folder.is_dir():
        raise InputError(f"--source {folder} is not a folder: name the folder that was planned.")
    source = Source.read(folder) if folder is not None else None
    document = read_bytes(where, stdin, _ALLOWED)
    if is_saved_plan(document, where):
        return PlanInput(show_saved_plan(where, folder or path.parent, environment), source)
    return PlanInput(document, source)


def _planned(folder: Path, environment: Mapping[str, str], say: Callable[[str], None], inputs: InputVariables) -> Mapping[str, object]:
    require_root_module(folder)
    with tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
        terraform = terraform_in(folder, environment, Path(scratch))
        say("terraform init ...")
        terraform.init()
        say("terraform plan ...")
        return terraform.plan(str(Path(scratch) / "saved.tfplan"), values=inputs.values, files=inputs.files).document
