"""Refuses to choose an account where the configuration may mean a certain one."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from s3_replication.errors import InputError
from s3_replication.plan import Reading, require_providers
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from s3_replication.plan.source.module_files import read_text

__all__ = ["account_numbers", "check_accounts"]

_NUMBER = re.compile(r"(?<![\w-])\d{12}(?![\w-])", re.ASCII)
_COMMENT = re.compile(r"^\s*(#|//).*$", re.MULTILINE)


def account_numbers(folder: Path) -> frozenset[str]:
    """The account ids that the root module's files and variables name."""
    files = [path for path in folder.iterdir() if path.name.endswith((".tf", ".tf.json", ".tfvars", ".tfvars.json"))]
    return frozenset(number for path in files for number in _NUMBER.findall(_COMMENT.sub("", read_text(path) or "")))


def check_accounts(reading: Reading, numbers: Iterable[str], accounts: Mapping[str, str]) -> None:
    """Raise InputError if an account is named for a provider that does not exist, or if one is missing.

    It is missing if a provider's account is not known and the configuration names accounts that no provider is known to use.
    """
    require_providers(accounts, [reading])
    known = reading.parts.provider_accounts
    found = {key: accounts.get(key) or known.of_provider(key).account for key in known.keys}
    unnamed = sorted(key for key, account in found.items() if account in (None, SOME_ACCOUNT))
    foreign = sorted(set(numbers) - set(found.values()))
    if unnamed and foreign:
        raise InputError(
            f"the configuration names the account {foreign[0]}, and the account of provider {unnamed[0]} is not known: "
            f"name it with --account {unnamed[0]}=ID."
        )
