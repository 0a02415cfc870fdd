"""The accounts of a configuration's providers, and connections to them on the local AWS."""

from dataclasses import dataclass

from s3_replication.aws import Connection
from s3_replication.local import LocalAws, local_environment
from s3_replication.local.http.credentials import DEFAULT_ACCOUNT
from s3_replication.plan import Reading
from s3_replication.plan.provider_accounts import SOME_ACCOUNT

__all__ = ["Places", "provider_accounts"]


def provider_accounts(reading: Reading) -> dict[str, str]:
    """The account of each provider of the plan; one that the plan does not name is the local AWS's own."""
    known = reading.parts.provider_accounts
    found = {key: known.of_provider(key).account for key in known.keys}
    return {key: DEFAULT_ACCOUNT if account in (None, SOME_ACCOUNT) else str(account) for key, account in found.items()}


@dataclass(frozen=True, slots=True)
class Places:
    """Connections to the accounts of one local AWS; each account exists there as soon as it is used."""

    local: LocalAws

    def connection(self, account: str) -> Connection:
        """A connection to an account."""
        return Connection.open(local_environment(self.local.port, account))
