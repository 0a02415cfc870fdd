"""Which account an access key acts for: one of the test keys, a key that IAM made, or a session of STS."""

from moto.iam.models import iam_backends
from moto.utilities.utils import PARTITION_NAMES

from s3_replication.local.http.credentials import DEFAULT_ACCOUNT, embedded_account

__all__ = ["account_of"]


def account_of(access_key: str | None) -> str:
    """The account; an unknown key acts for the default account, so that any test credentials work."""
    if access_key is None:
        return DEFAULT_ACCOUNT
    embedded = embedded_account(access_key)
    if embedded is not None:
        return embedded
    for account, backend in list(iam_backends.items()):
        for partition in PARTITION_NAMES:
            if dict.__contains__(backend, partition) and access_key in backend[partition].access_keys:
                return account
    return DEFAULT_ACCOUNT
