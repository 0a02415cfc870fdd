"""Accounts that a user names for providers must be of providers that are there."""

from collections.abc import Iterable, Mapping

from s3_replication.errors import InputError
from s3_replication.plan.reader import Reading

__all__ = ["require_providers"]


def require_providers(accounts: Mapping[str, str], readings: Iterable[Reading]) -> None:
    """Raise InputError for an account of a provider that no plan has, which would otherwise have no effect."""
    known = frozenset[str]().union(*(reading.parts.provider_accounts.keys for reading in readings))
    unknown = sorted(set(accounts) - known)
    if unknown:
        raise InputError(
            f"an account is named for provider {unknown[0]}, which the configuration does not have: name the account of "
            f"{' or '.join(sorted(known)) or 'no provider'}."
        )
