"""Which Terraform (or OpenTofu) runs, and whether it is new enough."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from s3_replication.errors import TerraformError
from s3_replication.terraform.answers import read_json
from s3_replication.terraform.cliconfig import without_missing_configuration

__all__ = ["MINIMUM", "Binary", "find_binary", "find_further_binaries"]

_VARIABLE = "S3_REPLICATION_TERRAFORM"
_FURTHER_VARIABLE = "S3_REPLICATION_FURTHER_TERRAFORMS"
MINIMUM = (1, 9, 0)
_INSTALL = "https://developer.hashicorp.com/terraform/install"
_ANSWER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Binary:
    """One executable with Terraform's command line, and the version it reports."""

    path: str
    version: tuple[int, int, int]

    @property
    def label(self) -> str:
        """Its name in a report: tofu-1.10.6."""
        return f"{Path(self.path).name}-{_text(self.version)}"


def find_binary(environment: Mapping[str, str]) -> Binary:
    """The Terraform to run: the file named in S3_REPLICATION_TERRAFORM, else `terraform`, else `tofu` on PATH.

    Raises TerraformError if none is found, if it does not run, or if it is older than MINIMUM.
    """
    named = environment.get(_VARIABLE)
    return _check(_named(named, _VARIABLE, environment) if named else _on_path(environment), _VARIABLE, environment)


def find_further_binaries(environment: Mapping[str, str]) -> tuple[Binary, ...]:
    """The executables that S3_REPLICATION_FURTHER_TERRAFORMS lists as PATH lists folders; raises as find_binary does."""
    names = filter(None, environment.get(_FURTHER_VARIABLE, "").split(os.pathsep))
    return tuple(_check(_named(name, _FURTHER_VARIABLE, environment), _FURTHER_VARIABLE, environment) for name in names)


def _check(path: str, variable: str, environment: Mapping[str, str]) -> Binary:
    version = _version(path, variable, environment)
    if version < MINIMUM:
        raise TerraformError(
            f"{path} is version {_text(version)}, and the module needs {_text(MINIMUM)} or newer: "
            f"install a newer Terraform ({_INSTALL}) or name one in {variable}."
        )
    return Binary(path, version)


def _named(name: str, variable: str, environment: Mapping[str, str]) -> str:
    found = shutil.which(name, path=environment.get("PATH", ""))
    if found is None:
        raise TerraformError(f"{variable} names {name!r}, which is no executable file: correct it, or unset the variable.")
    return found


def _on_path(environment: Mapping[str, str]) -> str:
    for name in ("terraform", "tofu"):
        found = shutil.which(name, path=environment.get("PATH", ""))
        if found is not None:
            return found
    raise TerraformError(
        f"Terraform was not found on PATH: install version {_text(MINIMUM)} or newer ({_INSTALL}), or name its file in {_VARIABLE}."
    )


def _version(path: str, variable: str, environment: Mapping[str, str]) -> tuple[int, int, int]:
    # CHECKPOINT_DISABLE: `version` must not contact HashiCorp or write a signature file into the home folder.
    call_environment = {**without_missing_configuration(environment), "CHECKPOINT_DISABLE": "1"}
    try:
        answer = subprocess.run(  # noqa: S603 - the user's own Terraform, found on PATH or named by the user
            [path, "version", "-json"], env=call_environment, capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False
        )
        stated = read_json(answer.stdout)["terraform_version"]
        numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", stated)
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
        raise _mute(path, variable) from error
    if numbers is None:
        raise _mute(path, variable)
    major, minor, patch = (int(number) for number in numbers.groups())
    return major, minor, patch


def _mute(path: str, variable: str) -> TerraformError:
    return TerraformError(
        f"{path} did not answer `version -json` as Terraform does: check that it runs, or name another file in {variable}."
    )


def _text(version: tuple[int, int, int]) -> str:
    return ".".join(str(part) for part in version)
