"""The live account, or two of them, as the World that decide() looks at."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from s3_replication.aws.bucket import read_bucket
from s3_replication.aws.connection import Connection
from s3_replication.aws.key import read_key
from s3_replication.aws.notes import noting
from s3_replication.aws.organization import read_account
from s3_replication.aws.parallel import in_parallel
from s3_replication.aws.role import read_role
from s3_replication.aws.watchers import read_watchers
from s3_replication.core import Bucket, Key, ReplicationConfiguration, Role, Rule, World, bucket_name
from s3_replication.iam import UNKNOWN, Arn, Unknown, partition_of

__all__ = ["read_world", "with_key"]


def read_world(
    connections: Mapping[str, Connection],
    source: str,
    bucket: str,
    key_arns: Iterable[str] = (),
    now: datetime | None = None,
    meanwhile: Callable[[Bucket], object] | None = None,
) -> World:
    """Return everything that replication from `bucket` depends on.

    `connections` opens accounts by id, `source` is the id of the bucket's account, and `key_arns` adds keys of single versions.
    A key that was not read is UNKNOWN. `now` decides conditions on dates. `meanwhile` is called with a bucket
    that replicates, next to the reads of what its rules name.
    Resources in an account without a connection, or that may not be read, are left out: `complete` is then False.
    Raises AwsError where AWS cannot be reached, InputError where a policy cannot be read as one.
    """
    reader = _Reader(connections, source)
    reader.bucket(bucket, source)
    found = reader.buckets.get(bucket)
    if found is None:
        return World({}, complete=reader.complete)
    if isinstance(found.replication, ReplicationConfiguration):
        reader.ahead(found.replication, [partial(meanwhile, found)] if meanwhile is not None else [])
        reader.configuration(found.replication)
    for each in list(reader.buckets.values()):
        if not isinstance(each.default_encryption, Unknown) and isinstance(each.default_encryption.key_arn, str):
            reader.key(_full_arn(each, each.default_encryption.key_arn))
    for arn in key_arns:
        reader.key(arn)
    accounts = {account: read_account(connections, account) for account in connections}
    watchers = read_watchers(connections, source, found, reader.buckets)
    for receiver in watchers.receivers.values():
        if receiver.key is not None and receiver.key.startswith("arn:"):
            reader.optional_key(receiver.key)
    reader.buckets[bucket] = replace(found, alarms=watchers.alarms)
    buckets = {name: _with_key_arns(each, reader.named) for name, each in reader.buckets.items()}
    return World(
        buckets, reader.keys, reader.roles, accounts, complete=reader.complete, receivers=watchers.receivers, now=now,
        absent=frozenset(reader.absent),
    )  # fmt: skip


def _full_arn(bucket: Bucket, key: str) -> str:
    """The ARN of a key of the bucket's account that is named by its id or alias alone."""
    if Arn.find(key) is not None:
        return key
    resource = key if key.startswith("alias/") else f"key/{key}"
    return f"arn:{partition_of(bucket.arn)}:kms:{bucket.region}:{bucket.account}:{resource}"


def _with_key_arns(bucket: Bucket, named: Mapping[str, str]) -> Bucket:
    """The bucket with the ARNs of keys in place of their aliases and ids, since policies name keys (KMS Developer Guide, "Aliases")."""
    default, rules = bucket.default_encryption, bucket.replication
    if not isinstance(default, Unknown) and isinstance(default.key_arn, str):
        bucket = replace(bucket, default_encryption=replace(default, key_arn=_named(_full_arn(bucket, default.key_arn), named)))
    if not isinstance(rules, ReplicationConfiguration):
        return bucket
    return replace(bucket, replication=replace(rules, rules=tuple(_with_key_arn(rule, named) for rule in rules.rules)))


def _with_key_arn(rule: Rule, named: Mapping[str, str]) -> Rule:
    key = rule.destination.replica_kms_key
    if not isinstance(key, str) or key not in named:
        return rule
    return replace(rule, destination=replace(rule.destination, replica_kms_key=named[key]))


def _named(arn: str, named: Mapping[str, str]) -> str:
    return named.get(arn, arn)


def with_key(world: World, connections: Mapping[str, Connection], arn: str) -> World:
    """The world with one more key, such as that of a single version; the same world where it has the key."""
    reader = _Reader(connections, "")
    reader.keys.update(world.keys)
    if isinstance(world.keys, _ReadKeys):
        reader.keys.absent |= world.keys.absent
    reader.key(arn)
    return replace(world, keys=reader.keys)


class _ReadKeys(dict[str, Key]):
    """Keys by ARN; one that nobody looked for may exist, so that it is UNKNOWN, and only an absent one is None."""

    def __init__(self) -> None:
        super().__init__()
        self.absent: set[str] = set()

    def get(self, arn: str, default: Any = None) -> Any:
        """As a dict's, with UNKNOWN contents for a key that was not read."""
        parsed = Arn.find(arn)
        if dict.__contains__(self, arn) or arn in self.absent or parsed is None or ":alias/" in arn:
            return super().get(arn, default)
        return Key(arn, parsed.account, parsed.region, state=UNKNOWN, policy=UNKNOWN)


class _Reader:
    """Reads each part once, and records whether one could not be read."""

    def __init__(self, connections: Mapping[str, Connection], source: str) -> None:
        self._connections = connections
        self._source = source
        self.buckets: dict[str, Bucket] = {}
        self.keys = _ReadKeys()
        self.roles: dict[str, Role] = {}
        self.named: dict[str, str] = {}
        self.absent: set[str] = set()
        self.complete = True

    def ahead(self, configuration: ReplicationConfiguration, more: Sequence[Callable[[], object]]) -> None:
        """Ask at once what the rules name, and do more; the answers are kept, and noted where they are needed."""
        calls: dict[object, Callable[[], object]] = {
            account: partial(read_account, self._connections, account) for account in self._connections
        }
        for account, read, *arguments in self._questions(configuration):
            connection = self._connections.get(account)
            if connection is not None:
                calls[account, read, *arguments] = partial(connection.once, read, *arguments)
        with noting():
            in_parallel([*more, *calls.values()], self._connections[self._source].at_once)

    def _questions(self, configuration: ReplicationConfiguration) -> Iterator[tuple[Any, ...]]:
        """An account, a reader and its arguments for each role, key and destination; a bucket without an account is likeliest here."""
        role = Arn.find(configuration.role) if isinstance(configuration.role, str) else None
        if role is not None:
            yield role.account, read_role, configuration.role
        for destination in (rule.destination for rule in configuration.rules):
            if isinstance(destination.bucket, str):
                account = destination.account if isinstance(destination.account, str) else self._source
                yield account, read_bucket, bucket_name(destination.bucket), account
            key = Arn.find(destination.replica_kms_key) if isinstance(destination.replica_kms_key, str) else None
            if key is not None:
                yield key.account, read_key, destination.replica_kms_key

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
        """Look for the bucket in each account: first in the one that Destination.Account names, else in the source's own."""
        for candidate in dict.fromkeys([account or self._source, self._source, *self._connections]):
            found = self._read(name, candidate)
            if isinstance(found, Bucket):
                self.buckets[name] = found
            if found is None:
                self.absent.add(name)  # no account has a bucket of this name
            if not isinstance(found, Unknown):
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
        return connection.once(read_bucket, name, account) if connection else UNKNOWN

    def role(self, arn: str) -> None:
        connection = self._connection(Arn.parse(arn).account)
        role = connection.once(read_role, arn) if connection else None
        if role is not None:
            self.roles[role.arn] = role
        elif connection is not None:
            self.absent.add(arn)

    def key(self, arn: str) -> None:
        # A bare key id or alias belongs to the bucket's own account; S3 stores ARNs for everything that crosses accounts.
        parsed = Arn.find(arn)
        if dict.__contains__(self.keys, arn) or parsed is None:
            return
        connection = self._connection(parsed.account)
        key = connection.once(read_key, arn) if connection else None
        if key is not None:
            self.keys[key.arn] = key
            self.named[arn] = key.arn
        elif connection:
            self.keys.absent.add(arn)

    def optional_key(self, arn: str) -> None:
        """A key on which no replication depends."""
        if Arn.parse(arn).account in self._connections:
            self.key(arn)

    def _connection(self, account: str) -> Connection | None:
        connection = self._connections.get(account)
        if connection is None:
            self.complete = False
        return connection
