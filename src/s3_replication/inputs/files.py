"""Reads a file or standard input, and prepares Terraform, whose packages come with an extra."""

import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from s3_replication.errors import InputError, TerraformError

if TYPE_CHECKING:
    from s3_replication.terraform import Terraform

__all__ = ["is_saved_plan", "read_bytes", "show_saved_plan", "terraform_in"]

_SAVED = b"PK"  # a saved plan is a zip archive
_GIVE_JSON = "give the output of `terraform show -json FILE`."


def read_bytes(where: str, stdin: BinaryIO, allowed: str) -> bytes:
    """The content of a file, or of standard input for "-"; raises InputError, which says what is allowed, or that it is empty."""
    try:
        document = stdin.read() if where == "-" else Path(where).read_bytes()
    except OSError as error:
        raise InputError(f"{where} cannot be read ({error.strerror}): name {allowed}.") from error
    if not document.strip():
        raise InputError(f"{'standard input' if where == '-' else where} is empty: {_GIVE_JSON}")
    return document


def is_saved_plan(document: bytes, where: str) -> bool:
    """Whether it is a file of `terraform plan -out`, which only Terraform reads; raises InputError for a part of such a file."""
    found = document.startswith(_SAVED) and where != "-"
    if found and not zipfile.is_zipfile(BytesIO(document)):
        raise InputError(f"{where} starts like a saved plan, but it is not complete: make it again, or {_GIVE_JSON}")
    return found


def show_saved_plan(where: str, folder: Path, environment: Mapping[str, str], kept: tuple[str, ...] = ()) -> Mapping[str, object]:
    """The JSON of a saved plan, by Terraform in a folder; raises TerraformError if Terraform cannot read it there."""
    with tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
        terraform = terraform_in(folder, environment, Path(scratch), kept)
        try:
            return terraform.show(Path(where).resolve())
        except TerraformError as error:
            _, _, said = str(error).rpartition("Error: ")
            cause = said.partition("\n")[0].rstrip(".")
            fix = f"put the saved plan into the folder that was planned, run `terraform init` there, or {_GIVE_JSON}"
            raise TerraformError(f"terraform show cannot read {where} in {folder} ({cause}): {fix}") from error


def terraform_in(folder: Path, environment: Mapping[str, str], scratch: Path, kept: tuple[str, ...] = ()) -> "Terraform":
    """Terraform in a folder; `kept` are variables that its process keeps although they change what other calls mean."""
    try:
        from s3_replication.terraform import Terraform, find_binary, terraform_environment  # noqa: PLC0415 - only where Terraform runs
    except ModuleNotFoundError as error:
        fix = 'install it with pip install "s3-replication[check]", or give the output of `terraform show -json FILE`'
        raise InputError(f"to run Terraform, the package {error.name} is needed: {fix}.") from error
    found = terraform_environment(environment, scratch)
    found |= {name: environment[name] for name in kept if name in environment}
    return Terraform(folder, find_binary(found), found)
