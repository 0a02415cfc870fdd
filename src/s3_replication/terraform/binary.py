"""Which Terraform (or OpenTofu) runs, and whether it is new enough."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from s3_replication.errors import TerraformError

__all__ = ["BINARY_VARIABLE", "MINIMUM", "Binary", "find_binary"]

BINARY_VARIABLE = "S3_REPLICATION_TERRAFORM"
MINIMUM = (1, 9, 0)
_INSTALL = "https://developer.hashicorp.com/terraform/install"
_ANSWER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Binary:
    """One executable that speaks Terraform's command line, and the version it states of itself."""

    path: str
    version: tuple[int, int, int]


def find_binary(environment: Mapping[str, str]) -> Binary:
    """The Terraform to run: the file named in S3_REPLICATION_TERRAFORM, else `terraform`, else `tofu` on PATH.

    Raises TerraformError where there is none, where it does not answer, or where it is older than MINIMUM.
    """
    path = _locate(environment)
    version = _version(path, environment)
    if version < MINIMUM:
        raise TerraformError(
            f"{path} is version {_text(version)}, and the module needs {_text(MINIMUM)} or newer: "
            f"install a newer Terraform ({_INSTALL}) or name one in {BINARY_VARIABLE}."
        )
    return Binary(path, version)


def _locate(environment: Mapping[str, str]) -> str:
    search = environment.get("PATH", "")
    named = environment.get(BINARY_VARIABLE)
    if named:
        found = shutil.which(named, path=search)
        if found is None:
            raise TerraformError(f"{BINARY_VARIABLE} names {named!r}, which is no executable file: correct it, or unset it to use PATH.")
        return found
    for name in ("terraform", "tofu"):
        found = shutil.which(name, path=search)
        if found is not None:
            return found
    raise TerraformError(
        f"Terraform was not found on PATH: install version {_text(MINIMUM)} or newer ({_INSTALL}), or name its file in {BINARY_VARIABLE}."
    )


def _version(path: str, environment: Mapping[str, str]) -> tuple[int, int, int]:
    # CHECKPOINT_DISABLE: asking for the version must neither call home nor write a signature file into the home folder.
    call_environment = {**environment, "CHECKPOINT_DISABLE": "1"}
    try:
        answer = subprocess.run(  # noqa: S603 - the user's own Terraform, found on PATH or named by the user
            [path, "version", "-json"], env=call_environment, capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False
        )
        stated = json.loads(answer.stdout)["terraform_version"]
        numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", stated)
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
        raise _mute(path) from error
    if numbers is None:
        raise _mute(path)
    major, minor, patch = (int(number) for number in numbers.groups())
    return major, minor, patch


def _mute(path: str) -> TerraformError:
    return TerraformError(
        f"{path} did not answer `version -json` as Terraform does: check that it runs, or name another file in {BINARY_VARIABLE}."
    )


def _text(version: tuple[int, int, int]) -> str:
    return ".".join(str(part) for part in version)
