"""The override file of a trial: state in a local file, and each provider with a test key of its account and nothing of the user's."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from s3_replication.errors import InputError
from s3_replication.iam import is_account_id
from s3_replication.local import local_environment
from s3_replication.local.http.credentials import DEFAULT_ACCOUNT
from s3_replication.plan import Source

__all__ = ["names_accounts", "write_override"]

_FILE: Final = "s3_replication_trial_override.tf.json"
# Arguments that would use credentials or files of the user's; null is the same as not set.
_PERSONAL: Final = ("profile", "shared_config_files", "shared_credentials_files", "token")


def write_override(folder: Path, source: Source, accounts: Mapping[str, str]) -> None:
    """Write the file into the copied root module. `accounts` has the account of each provider by its key in the plan (aws.destination)."""
    content: dict[str, object] = {"terraform": {"backend": {"local": {}}}}
    if providers := list(_providers(source, accounts)):
        content["provider"] = {"aws": providers}
    (folder / _FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def names_accounts(source: Source) -> bool:
    """Whether a provider block says which accounts it allows, so that its key must be one of them."""
    module = source.module(())
    blocks = module.blocks.values() if module else ()
    return any(block.type == "provider" and "allowed_account_ids" in block.body.attributes for block in blocks)


def _providers(source: Source, accounts: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
    """One entry for each provider block of the root; what an override repeats replaces what the block has."""
    module = source.module(())
    for address, block in module.blocks.items() if module else ():
        if block.type != "provider" or tuple(block.labels) != ("aws",):
            continue
        key = address.removeprefix("provider.")
        alias = key.removeprefix("aws").removeprefix(".")
        entry: dict[str, object] = {"alias": alias} if alias else {}
        entry |= {name: None for name in _PERSONAL if name in block.body.attributes}
        entry |= _keys(accounts.get(key, DEFAULT_ACCOUNT))
        if any(block.body.of("endpoints")):
            entry["endpoints"] = {}
        yield entry


def _keys(account: str) -> Mapping[str, str]:
    if not is_account_id(account):
        raise InputError(f"account {account!r} is no account id: write its 12 digits.")
    variables = local_environment(0, account)
    return {"access_key": variables["AWS_ACCESS_KEY_ID"], "secret_key": variables["AWS_SECRET_ACCESS_KEY"]}
