"""Keeps Terraform from overwriting the state of real resources with those of a new local AWS."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile, groupby
from pathlib import Path
from typing import Final

from s3_replication.errors import InputError
from s3_replication.local.http.credentials import DEFAULT_ACCOUNT, canonical_id

__all__ = ["refuse_foreign_state"]

_PROGRAMS: Final = ("terraform", "tofu")
_SHELLS: Final = ("sh", "bash", "dash", "zsh")
_WRITES_STATE: Final = ("apply", "destroy", "import", "refresh")
_ACCOUNT: Final = re.compile(r'"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):')
_CANONICAL: Final = re.compile(r'"([0-9a-f]{64})"')  # of a bucket's owner: the ARN of a bucket has no account
_PREFIXES: Final = frozenset({"command", "env", "exec", "nohup", "time"})


def refuse_foreign_state(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Raises InputError if the command runs Terraform, writes the local state, and that state is of resources on AWS.

    A new local AWS has none of them. Terraform would drop them from the state and create others in their place:
    https://developer.hashicorp.com/terraform/cli/commands/plan. A state of an earlier local AWS names the local AWS's own account.
    """
    for words in _simple_commands(command):
        named = list(dropwhile(lambda word: word in _PREFIXES or "=" in word, words))
        subcommand = next((word for word in named[1:] if not word.startswith("-")), "")
        if named[:1] == ["cd"]:
            folder = folder / subcommand
        elif named and Path(named[0]).name in _PROGRAMS and subcommand in _WRITES_STATE:
            given = [environment.get(name, "") for name in ("TF_CLI_ARGS", f"TF_CLI_ARGS_{subcommand}")]
            _check(_state_file([*shlex.split(" ".join(given)), *named[1:]], folder, environment), subcommand)


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
    text = state.read_text(encoding="utf-8", errors="replace") if state.is_file() else ""
    accounts, owners = set(_ACCOUNT.findall(text)), set(_CANONICAL.findall(text))
    is_local = DEFAULT_ACCOUNT in accounts or canonical_id(DEFAULT_ACCOUNT) in owners
    if (accounts or owners) and not is_local:
        whose = f"account {', '.join(sorted(accounts))}" if accounts else "another account"
        raise InputError(
            f"{state} has resources of {whose}, which this new local AWS does not have: `{subcommand}` would remove them from the state. "
            "Use `s3-replication rehearse`, work in a copy of the folder without the state, or set TF_WORKSPACE to another workspace."
        )


def _state_file(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Path:
    """Where Terraform keeps the local state: https://developer.hashicorp.com/terraform/language/backend/local."""
    folder = folder / (_option(arguments, "chdir") or "")
    named = _option(arguments, "state")
    if named is not None:
        return folder / named
    chosen = folder / environment.get("TF_DATA_DIR", ".terraform") / "environment"
    workspace = environment.get("TF_WORKSPACE") or (chosen.read_text(encoding="utf-8").strip() if chosen.is_file() else "")
    parts = () if workspace in ("", "default") else ("terraform.tfstate.d", workspace)
    return folder.joinpath(*parts, "terraform.tfstate")


def _option(arguments: Sequence[str], name: str) -> str | None:
    """The last value of an option in one of Go's forms: -name=value, -name value, each also with two hyphens."""
    found = None
    for at, argument in enumerate(arguments):
        option, is_set, value = argument.partition("=")
        if option in (f"-{name}", f"--{name}"):
            found = value if is_set else next(iter(arguments[at + 1 :]), None)
    return found
