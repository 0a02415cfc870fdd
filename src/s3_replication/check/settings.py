"""The settings of check in .s3-replication.toml, or in pyproject.toml under [tool.s3-replication.check]."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from s3_replication.errors import InputError
from s3_replication.findings.finding import Severity
from s3_replication.findings.ignore import Ignore
from s3_replication.iam import is_account_id

__all__ = ["Settings", "read_settings"]

OWN_FILE: Final = ".s3-replication.toml"
_KEYS: Final = ("fail-on", "ignore", "accounts", "assume-destination-allows")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file can set; options of the command add to it."""

    fail_on: Severity | None = None
    ignores: tuple[Ignore, ...] = ()
    accounts: Mapping[str, str] | None = None
    assume_destination_allows: bool = False


def read_settings(folder: Path) -> Settings:
    """The settings of a folder; the defaults without a file. Raises InputError that names the file and the key."""
    own, shared = folder / OWN_FILE, folder / "pyproject.toml"
    if own.is_file():
        return _settings(_check_table(_read(own)), own)
    if shared.is_file():
        tool = _read(shared).get("tool")
        table = tool.get("s3-replication") if isinstance(tool, Mapping) else None
        return _settings(_check_table(table if isinstance(table, Mapping) else {}), shared)
    return Settings()


def _check_table(table: Mapping[str, object]) -> Mapping[str, object]:
    found = table.get("check")
    return found if isinstance(found, Mapping) else {}


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}): correct it, or remove it.") from error


def _settings(table: Mapping[str, object], path: Path) -> Settings:
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise InputError(f"{path}: check.{unknown[0]} does not exist; allowed are {', '.join(_KEYS)}.")
    accounts = table.get("accounts", {})
    if not isinstance(accounts, Mapping) or not all(isinstance(one, str) and is_account_id(one) for one in accounts.values()):
        raise InputError(f"{path}: check.accounts must be a table of provider = account id; write each id as a string of 12 digits.")
    assume = table.get("assume-destination-allows", False)
    if not isinstance(assume, bool):
        raise InputError(f"{path}: check.assume-destination-allows is {assume!r}; allowed are true and false.")
    return Settings(_fail_on(table.get("fail-on"), path), tuple(_ignores(table.get("ignore", []), path)), dict(accounts), assume)


def _fail_on(value: object, path: Path) -> Severity | None:
    if value is None:
        return None
    if value not in list(Severity):
        raise InputError(f"{path}: check.fail-on is {value!r}; allowed are {', '.join(Severity)}.")
    return Severity(str(value))


def _ignores(entries: object, path: Path) -> list[Ignore]:
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise InputError(f"{path}: check.ignore must be a list of tables with id, address and reason.")
    found = []
    for entry in entries:
        if set(entry) != {"id", "address", "reason"}:
            raise InputError(f"{path}: an entry of check.ignore has {', '.join(sorted(entry))}; it must have id, address and reason.")
        try:
            found.append(Ignore.parse(f"{entry['id']}:{entry['address']}", str(entry["reason"])))
        except InputError as error:
            raise InputError(f"{path}: {error}") from error
    return found
