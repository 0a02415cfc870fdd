"""Shell code for `eval`: into a local AWS' environment, and back."""

import shlex
from collections.abc import Mapping

from s3_replication.local.client.environment import SAVED, conflicts, local_environment, local_port

__all__ = ["FAILURE", "enter", "leave"]

# What `eval` gets instead of the variables, so that it fails as the command did.
FAILURE = "false"


def enter(port: int, environment: Mapping[str, str]) -> str:
    """Points a shell at the local AWS.

    The shell itself keeps the values of `environment`, its present one, in variables that it does not export: they can be credentials,
    which must neither be printed nor handed to programs. The variable SAVED has their names only.
    """
    names = _to_save(environment)
    saving = [f"{_copy(name)}=${name}" for name in names] if SAVED not in environment else []
    variables = {**local_environment(port), SAVED: environment.get(SAVED, " ".join(names))}
    exports = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    return "\n".join([*saving, *(f"unset {name}" for name in conflicts(environment)), *exports])


def leave(environment: Mapping[str, str]) -> str:
    """Undoes `enter`: what was set before is set again, all else is unset."""
    saved = environment.get(SAVED, "").split()
    gone = [name for name in [*local_environment(0), *conflicts(environment)] if name not in saved]
    restored = [line for name in saved for line in (f'export {name}="${{{_copy(name)}-}}"', f"unset {_copy(name)}")]
    return "\n".join([*(f"unset {name}" for name in gone), *restored, f"unset {SAVED}"])


def _to_save(environment: Mapping[str, str]) -> list[str]:
    """The variables that have a value of the user's now; none where a local AWS is set without `enter`."""
    if local_port(environment) is not None:
        return []
    return [name for name in [*local_environment(0), *conflicts(environment)] if name in environment]


def _copy(name: str) -> str:
    return f"S3_REPLICATION_BEFORE_{name}"
