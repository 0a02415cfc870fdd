"""A destination bucket that somebody else created again after its owner deleted it."""

from collections.abc import Iterator

from s3_replication.aws import Connection
from s3_replication.core import Bucket, World
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.visibility import hidden_buckets
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["strangers"]


def strangers(accounts: Accounts, world: World, source: Bucket) -> Iterator[tuple[str, Finding]]:
    """Each such destination by name: the rule's account is visible, S3 refuses it as owner, and it does not own the bucket."""
    for name, (arn, account) in hidden_buckets(world, source).items():
        connection = accounts.connections.get(account)
        if connection is None or not _refused(connection, name):
            continue
        owned = connection.once(Connection.visible_buckets, name)
        if isinstance(owned, Unknown) or name in owned:
            continue
        says = f"Account {account}, which the rule names, does not own bucket {name}, but a bucket of this name exists."
        yield name, new_finding("destination-owned-by-another-account", arn, says)


def _refused(connection: Connection, name: str) -> bool:
    """Whether S3 answered that the account may not read the bucket's location; a bucket that does not exist gives another answer."""
    return any(denied.operation == "GetBucketLocation" and denied.bucket == name for denied in connection.denied)
