"""The live account, or two of them, as the World that decide() looks at."""

from collections.abc import Iterable, Mapping

from s3_replication.aws.bucket import read_bucket
from s3_replication.aws.connection import Connection
from s3_replication.aws.key import read_key
from s3_replication.aws.role import read_role
from s3_replication.core import Account, Bucket, Key, ReplicationConfiguration, Role, World, bucket_name
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["read_world"]


def read_world(connections: Mapping[str, Connection], source: str, bucket: str, key_arns: Iterable[str] = ()) -> World:
    """Everything that replication out of `bucket` depends on.

    `connections` opens accounts by id, `source` is the id of the bucket's account, and `key_arns` adds keys of single versions.
    What lies in an account without a connection, or may not be read, is not in the world: `complete` is then False.
    Raises AwsError where AWS cannot be reached, InputError where a policy cannot be read as one.
    """
    reader = _Reader(connections, source)
    reader.bucket(bucket, source)
    found = reader.buckets.get(bucket)
    if found is not None and isinstance(found.replication, ReplicationConfiguration):
        reader.configuration(found.replication)
    for each in list(reader.buckets.values()):
        if not isinstance(each.default_encryption, Unknown) and isinstance(each.default_encryption.key_arn, str):
            reader.key(each.default_encryption.key_arn)
    for arn in key_arns:
        reader.key(arn)
    accounts = {account: Account(account) for account in connections}
    return World(reader.buckets, reader.keys, reader.roles, accounts, complete=reader.complete)


class _Reader:
    """Gathers the parts once each, and notes whether one stayed out of sight."""

    def __init__(self, connections: Mapping[str, Connection], source: str) -> None:
        self._connections = connections
        self._source = source
        self.buckets: dict[str, Bucket] = {}
        self.keys: dict[str, Key] = {}
        self.roles: dict[str, Role] = {}
        self.complete = True

    def configuration(self, configuration: ReplicationConfiguration) -> None:
        if isinstance(configuration.role, str):
            self.role(configuration.role)
        for rule in configuration.rules:
            destination = rule.destination
            if isinstance(destination.bucket, str):
                account = destination.account if isinstance(destination.account, str) else None
                self.destination(bucket_name(destination.bucket), account)
            if isinstance(destination.replica_kms_key, str):
                self.key(destination.replica_kms_key)

    def destination(self, name: str, account: str | None) -> None:
        """Without Destination.Account the bucket may be in any of the accounts; the source's own is the likeliest."""
        for candidate in [account] if account else [self._source, *self._connections]:
            found = self._read(name, candidate)
            if isinstance(found, Bucket):
                self.buckets[name] = found
                return
        self.complete = False

    def bucket(self, name: str, account: str) -> None:
        found = self._read(name, account)
        if isinstance(found, Bucket):
            self.buckets[name] = found
        elif isinstance(found, Unknown):
            self.complete = False

    def _read(self, name: str, account: str) -> Bucket | Unknown | None:
        connection = self._connections.get(account)
        return read_bucket(connection, name, account) if connection else UNKNOWN

    def role(self, arn: str) -> None:
        connection = self._connection(arn.split(":")[4])
        role = read_role(connection, arn) if connection else None
        if role is not None:
            self.roles[role.arn] = role

    def key(self, arn: str) -> None:
        # A bare key id or alias belongs to the bucket's own account; S3 stores ARNs for everything that crosses accounts.
        parts = arn.split(":")
        if arn in self.keys or len(parts) < 6:
            return
        connection = self._connection(parts[4])
        key = read_key(connection, arn) if connection else None
        if key is not None:
            self.keys[key.arn] = key

    def _connection(self, account: str) -> Connection | None:
        connection = self._connections.get(account)
        if connection is None:
            self.complete = False
        return connection
