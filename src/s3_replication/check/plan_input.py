"""Finds the plan's JSON: a file of JSON, a saved plan, standard input, or a folder that Terraform plans first, and its source."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from s3_replication.errors import InputError
from s3_replication.plan.input_variables import InputVariables
from s3_replication.plan.source import Source, require_root_module

if TYPE_CHECKING:
    from s3_replication.terraform import Terraform

__all__ = ["PlanInput", "read_input"]

_SAVED = b"PK"  # a saved plan is a zip archive


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
    if where == "-":
        return PlanInput(_not_empty(stdin.read(), "standard input"), source)
    try:
        document = path.read_bytes()
    except OSError as error:
        allowed = "a plan file, its JSON, a folder with Terraform files, or - for standard input"
        raise InputError(f"{where} cannot be read ({error.strerror}): name {allowed}.") from error
    if document.startswith(_SAVED):
        with tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
            return PlanInput(_terraform(folder or path.parent, environment, Path(scratch)).show(path.resolve()), source)
    return PlanInput(_not_empty(document, where), source)


def _not_empty(document: bytes, where: str) -> bytes:
    if not document.strip():
        raise InputError(f"{where} is empty: give the output of `terraform show -json FILE`.")
    return document


def _planned(folder: Path, environment: Mapping[str, str], say: Callable[[str], None], inputs: InputVariables) -> Mapping[str, object]:
    require_root_module(folder)
    with tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
        terraform = _terraform(folder, environment, Path(scratch))
        say("terraform init ...")
        terraform.init()
        say("terraform plan ...")
        return terraform.plan(str(Path(scratch) / "saved.tfplan"), values=inputs.values, files=inputs.files).document


def _terraform(folder: Path, environment: Mapping[str, str], scratch: Path) -> "Terraform":
    """Terraform's packages come with an extra, and JSON needs none of them."""
    try:
        from s3_replication.terraform import Terraform, find_binary, terraform_environment  # noqa: PLC0415 - only where Terraform runs
    except ModuleNotFoundError as error:
        fix = 'install it with pip install "s3-replication[check]", or give the output of `terraform show -json FILE`'
        raise InputError(f"to run Terraform, check needs the package {error.name}: {fix}.") from error
    found = terraform_environment(environment, scratch)
    return Terraform(folder, find_binary(found), found)
