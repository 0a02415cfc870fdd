"""Keeps Terraform from overwriting the state of real resources with those of a new local AWS."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from s3_replication.errors import InputError
from s3_replication.local.http.credentials import DEFAULT_ACCOUNT

__all__ = ["refuse_foreign_state"]

_PROGRAMS: Final = ("terraform", "tofu")
_SHELLS: Final = ("sh", "bash", "dash", "zsh")
_WRITES_STATE: Final = ("apply", "destroy", "import", "refresh")
_ACCOUNT: Final = re.compile(rb'"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):')


def refuse_foreign_state(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Raises InputError if the command runs Terraform, writes the local state, and that state is of resources on AWS.

    A new local AWS has none of them. Terraform would drop them from the state and create others in their place:
    https://developer.hashicorp.com/terraform/cli/commands/plan. A state of an earlier local AWS names the local AWS's own account.
    """
    for program, *arguments in _simple_commands(command):
        subcommand = next((one for one in arguments if not one.startswith("-")), "")
        if program == "cd":
            folder = folder / subcommand
        elif Path(program).name in _PROGRAMS and subcommand in _WRITES_STATE:
            _check(_state_file(arguments, folder, environment), subcommand)


def _simple_commands(command: Sequence[str]) -> Iterator[Sequence[str]]:
    """The command, or each command of a script as in sh -c "terraform init && terraform apply"."""
    if Path(command[0]).name not in _SHELLS or "-c" not in command[1:-1]:
        yield command
        return
    lexer = shlex.shlex(command[command.index("-c") + 1], posix=True, punctuation_chars=True)
    try:
        words = list(lexer)
    except ValueError:  # the shell refuses it too
        return
    for operator, found in groupby(words, key=lambda word: set(word) <= set(lexer.punctuation_chars)):
        if not operator:
            yield list(found)


def _check(state: Path, subcommand: str) -> None:
    accounts = {found.decode() for found in _ACCOUNT.findall(state.read_bytes())} if state.is_file() else set()
    if accounts and DEFAULT_ACCOUNT not in accounts:
        raise InputError(
            f"{state} has resources of account {', '.join(sorted(accounts))}, which this new local AWS does not have: `{subcommand}` would "
            "remove them from the state. Use `s3-replication rehearse`, work in a copy of the folder without the state, or set "
            "TF_WORKSPACE to another workspace."
        )


def _state_file(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Path:
    """Where Terraform keeps the local state: https://developer.hashicorp.com/terraform/language/backend/local."""
    for argument in arguments:
        if argument.startswith("-chdir="):
            folder = folder / argument.removeprefix("-chdir=")
    for argument in arguments:
        if argument.startswith("-state="):
            return folder / argument.removeprefix("-state=")
    chosen = folder / environment.get("TF_DATA_DIR", ".terraform") / "environment"
    workspace = environment.get("TF_WORKSPACE") or (chosen.read_text(encoding="utf-8").strip() if chosen.is_file() else "")
    parts = () if workspace in ("", "default") else ("terraform.tfstate.d", workspace)
    return folder.joinpath(*parts, "terraform.tfstate")
