"""What the verdict assumes where nobody may read an organization's control policies."""

from dataclasses import replace

from s3_replication.core import Account, World
from s3_replication.iam import Unknown

__all__ = ["assume_allowing"]


def assume_allowing(world: World) -> tuple[World, tuple[str, ...]]:
    """The world in which control policies that could not be read deny nothing, and a sentence that names the accounts."""
    accounts = {name: _allowing(account) for name, account in world.accounts.items()}
    assumed = sorted(name for name, account in accounts.items() if account != world.accounts[name])
    if not assumed:
        return world, ()
    return replace(world, accounts=accounts), (f"the control policies of account {' and '.join(assumed)} deny nothing.",)


def _allowing(account: Account) -> Account:
    scps = () if isinstance(account.scps, Unknown) else account.scps
    return replace(account, scps=scps, rcps=() if isinstance(account.rcps, Unknown) else account.rcps)
