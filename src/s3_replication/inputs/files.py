"""Reads a file or standard input, and prepares Terraform, whose packages come with an extra."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from s3_replication.errors import InputError

if TYPE_CHECKING:
    from s3_replication.terraform import Terraform

__all__ = ["is_saved_plan", "read_bytes", "terraform_in"]

_SAVED = b"PK"  # a saved plan is a zip archive


def read_bytes(where: str, stdin: BinaryIO, allowed: str) -> bytes:
    """The content of a file, or of standard input for "-"; raises InputError, which says what is allowed, or that it is empty."""
    try:
        document = stdin.read() if where == "-" else Path(where).read_bytes()
    except OSError as error:
        raise InputError(f"{where} cannot be read ({error.strerror}): name {allowed}.") from error
    if not document.strip():
        raise InputError(f"{'standard input' if where == '-' else where} is empty: give the output of `terraform show -json FILE`.")
    return document


def is_saved_plan(document: bytes) -> bool:
    """Whether it is the file of `terraform plan -out`, which only Terraform reads."""
    return document.startswith(_SAVED)


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
