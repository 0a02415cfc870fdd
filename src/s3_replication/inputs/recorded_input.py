"""Finds what Terraform says: the state of a folder, or the JSON of a state or plan."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

from s3_replication.errors import InputError
from s3_replication.inputs.files import is_saved_plan, read_bytes, show_saved_plan, terraform_in
from s3_replication.plan import PlanError, TerraformRecord, read_recorded
from s3_replication.plan.source import Source, require_root_module

__all__ = ["read_recorded_input"]

_ALLOWED: Final = "the output of `terraform show -json`, a saved plan, a folder with Terraform files, or - for standard input"
_PLACE: Final = ("TF_DATA_DIR", "TF_WORKSPACE")  # they say which state is the folder's


def read_recorded_input(where: str, stdin: BinaryIO, environment: Mapping[str, str]) -> TerraformRecord:
    """What the file, the folder's state or "-" for standard input says. It runs `terraform show`, which changes nothing.

    Raises InputError for what cannot be read, TerraformError if Terraform fails.
    """
    path = Path(where)
    try:
        if where != "-" and path.is_dir():
            require_root_module(path)
            if not (path / environment.get("TF_DATA_DIR", ".terraform")).is_dir():
                raise InputError(f"folder {where} is not initialised, so Terraform cannot show its state: run `terraform init` in it.")
            return read_recorded(_state(path, environment), Source.read(path))
        if where.endswith((".tf", ".tf.json")) and path.is_file():
            raise InputError(f"{where} is a file of a Terraform configuration: name its folder, {path.parent}.")
        document = read_bytes(where, stdin, _ALLOWED)
        saved = is_saved_plan(document, where)
        return read_recorded(show_saved_plan(where, path.parent, environment, _PLACE) if saved else document)
    except PlanError as error:
        raise InputError(f"{'standard input' if where == '-' else where}: {error}") from error


def _state(folder: Path, environment: Mapping[str, str]) -> Mapping[str, object]:
    with tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
        return terraform_in(folder, environment, Path(scratch), _PLACE).show()
