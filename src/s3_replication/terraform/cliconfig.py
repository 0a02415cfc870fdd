"""The environment and the CLI configuration that Terraform runs with.

The user's own configuration takes precedence. If there is no such file and a filesystem mirror is found, one is
written. Otherwise Terraform uses its registry.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from s3_replication.terraform.mirror import Mirror, find_mirror

__all__ = ["cli_configuration", "terraform_environment", "without_missing_configuration"]

_CONFIG_VARIABLE = "TF_CLI_CONFIG_FILE"
# Variables that would change what our own calls mean: saved arguments, another data folder or workspace, logs on stderr, prompts.
_DROPPED = ("TF_CLI_ARGS", "TF_DATA_DIR", "TF_WORKSPACE", "TF_LOG", "TF_LOG_CORE", "TF_LOG_PROVIDER", "TF_INPUT")
# Percent by which a Go program's memory grows before it collects garbage (https://go.dev/doc/gc-guide#GOGC): each command makes
# schemas of some hundred megabytes, so Go's default of 100 takes a quarter of the CPU time. With 400, a provider takes 100 MB more.
_GARBAGE = "400"


def terraform_environment(environment: Mapping[str, str], scratch: Path, system: Path = Path("/")) -> dict[str, str]:
    """The variables for Terraform's process; a CLI configuration that has to be made is written into the folder `scratch`.

    `TF_VAR_*` and GOGC do not change. A TF_CLI_CONFIG_FILE that names a missing file is removed. Raises InputError as find_mirror does.
    """
    result = {key: value for key, value in environment.items() if key not in _DROPPED and not key.startswith("TF_CLI_ARGS_")}
    result |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
    result.setdefault("GOGC", _GARBAGE)
    result = without_missing_configuration(result)
    if _CONFIG_VARIABLE in result or _has_own_configuration(environment):
        return result
    mirror = find_mirror(environment, system)
    if mirror is None:
        return result
    scratch.mkdir(parents=True, exist_ok=True)
    path = scratch / "terraform.rc"
    path.write_text(cli_configuration(mirror), encoding="utf-8")
    return {**result, _CONFIG_VARIABLE: str(path)}


def without_missing_configuration(environment: Mapping[str, str]) -> dict[str, str]:
    """The same variables without a TF_CLI_CONFIG_FILE that names no file: OpenTofu warns about it in every answer."""
    named = environment.get(_CONFIG_VARIABLE, "")
    there = bool(named) and Path(named).expanduser().is_file()
    return {key: value for key, value in environment.items() if there or key != _CONFIG_VARIABLE}


def cli_configuration(mirror: Mirror) -> str:
    """HCL that installs the mirror's providers from the mirror, and all others from their registry.

    Without the exclusion Terraform would ask the registry for the mirror's providers too, and fail if it cannot reach one.
    """
    excluded = ", ".join(json.dumps(provider) for provider in mirror.providers)
    return (
        "provider_installation {\n"
        f"  filesystem_mirror {{\n    path = {json.dumps(str(mirror.path))}\n  }}\n"
        f"  direct {{\n    exclude = [{excluded}]\n  }}\n"
        "}\n"
    )


def _has_own_configuration(environment: Mapping[str, str]) -> bool:
    places = [(environment.get("HOME"), ".terraformrc"), (environment.get("HOME"), ".tofurc"), (environment.get("APPDATA"), "terraform.rc")]
    return any(folder and (Path(folder) / name).is_file() for folder, name in places)
