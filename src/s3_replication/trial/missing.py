"""Creates stand-ins for what a plan names and does not create."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final

from s3_replication.core import Bucket, ReplicationConfiguration, Rule, World, bucket_name
from s3_replication.errors import InputError
from s3_replication.iam import Arn, Policy, Principals, Unknown, is_account_id
from s3_replication.plan import Instance, Reading
from s3_replication.plan.values import text
from s3_replication.trial.lookups import looked_up_name
from s3_replication.trial.stand_ins import StandIn, StandIns
from s3_replication.trial.targets import Needed, needed_of

__all__ = ["DEFAULT_REGION", "refuse_created", "stand_in_for_data", "stand_in_for_names"]

DEFAULT_REGION: Final = "us-east-1"
_MANAGED_ALIAS: Final = "alias/aws/"


def stand_in_for_data(found: Instance, account: str, region: str, stand_ins: StandIns) -> None:
    """Create what a data source looks up; raises InputError if its name is not known before apply."""
    name = looked_up_name(found)
    if name is None:
        raise InputError(
            f"{found.address} cannot be rehearsed: the name that it looks up is not known before apply, so nothing can replace it. "
            "Write the name as a constant or a variable."
        )
    _create(found, name, account, region or DEFAULT_REGION, stand_ins)


def _create(found: Instance, name: str, account: str, region: str, stand_ins: StandIns) -> None:
    if found.type == "aws_s3_bucket":
        stand_ins.bucket(name, account, region)
    elif found.type == "aws_iam_role":
        path = text(found.values.get("path"))
        stand_ins.role(account, path if isinstance(path, str) else "/", name)
    elif found.type == "aws_iam_policy":
        stand_ins.policy(name if name.startswith("arn:") else f"arn:{stand_ins.partition}:iam::{account}:policy/{name}")
    elif name.startswith("alias/"):
        if not name.startswith(_MANAGED_ALIAS):
            stand_ins.alias(name, account, region)
    else:
        stand_ins.key(name if name.startswith("arn:") else f"arn:{stand_ins.partition}:kms:{region}:{account}:key/{name}")


def refuse_created(reading: Reading, stand_ins: Iterable[StandIn]) -> None:
    """Raise InputError if a data source looks up a bucket or role that the configuration creates: it exists once on AWS."""
    arns = reading.parts.resolver.arns
    created: dict[object, str] = {}
    for one in reading.parts.instances:
        if one.mode == "managed" and one.type in ("aws_s3_bucket", "aws_iam_role"):
            created[arns.bucket(one) if one.type == "aws_s3_bucket" else arns.of(one)] = one.address
    for stand_in in stand_ins:
        if (address := created.get(stand_in.name)) is not None:
            raise InputError(
                f"a data source looks up {stand_in.kind} {stand_in.name}, which {address} creates, so the first plan on AWS fails too: "
                f"refer to {address} instead."
            )


def stand_in_for_names(reading: Reading, targets: Container[str], stand_ins: StandIns) -> None:
    """Create the buckets, keys and roles that replication names, and the managed policies of its roles; `targets` are its resources."""
    world, needed = reading.world, needed_of(reading.world)
    managed = {one.address for one in reading.parts.instances if one.mode == "managed" and one.type == "aws_s3_bucket"}
    for bucket in world.buckets.values():
        if not needed.has(bucket.name, needed.buckets):
            continue
        if reading.addresses.get(bucket.arn) not in managed:
            stand_ins.bucket(bucket.name, bucket.account, bucket.region or DEFAULT_REGION, object_lock=bucket.object_lock is True)
        if isinstance(bucket.replication, ReplicationConfiguration):
            _of_configuration(bucket, bucket.replication, world, stand_ins)
        for arn in _outside_keys(bucket, world):
            stand_ins.key(arn)
    for arn in _outside_policies(reading, targets):
        stand_ins.policy(arn)
    for arn in _outside_principals(world, needed):
        stand_ins.principal(arn)


def _of_configuration(bucket: Bucket, configuration: ReplicationConfiguration, world: World, stand_ins: StandIns) -> None:
    role = configuration.role
    if isinstance(role, str) and role not in world.roles:
        parsed = Arn.find(role)
        if parsed is None:
            raise InputError(f"the role {role!r} of bucket {bucket.name} is no ARN: name the ARN of a role.")
        *path, name = parsed.resource.removeprefix("role/").split("/")
        stand_ins.role(parsed.account, "/".join(["", *path, ""]) if path else "/", name)
    for rule in configuration.rules:
        named = rule.destination.bucket
        if isinstance(named, str) and bucket_name(named) not in world.buckets:
            _destination(bucket, rule, bucket_name(named), stand_ins)


def _destination(bucket: Bucket, rule: Rule, name: str, stand_ins: StandIns) -> None:
    """The plan knows the owner if the rule names it, and the Region only if the rule names a replica key."""
    owner, key = rule.destination.account, rule.destination.replica_kms_key
    parsed = Arn.find(key) if isinstance(key, str) else None
    region = parsed.region if parsed is not None else bucket.region
    account = owner if isinstance(owner, str) else bucket.account
    stand_ins.bucket(name, account, region or DEFAULT_REGION, object_lock=bucket.object_lock is True)


def _outside_keys(bucket: Bucket, world: World) -> Iterator[str]:
    default = bucket.default_encryption
    named = [None if isinstance(default, Unknown) else default.key_arn]
    if isinstance(bucket.replication, ReplicationConfiguration):
        named += [rule.destination.replica_kms_key for rule in bucket.replication.rules]
    for arn in named:
        if isinstance(arn, str) and arn not in world.keys and ":key/" in arn:
            yield arn


def _outside_principals(world: World, needed: Needed) -> Iterator[str]:
    """The roles that bucket and key policies name and that the configuration does not create."""
    holders: list[object] = [one.policy for one in world.buckets.values() if needed.has(one.name, needed.buckets)]
    holders += [one.policy for one in world.keys.values()]
    statements = [statement for policy in holders if isinstance(policy, Policy) for statement in policy.statements]
    for statement in statements:
        for name in statement.principals.aws if isinstance(statement.principals, Principals) else ():
            if isinstance(name, str) and name not in world.roles and _is_role(name):
                yield name


def _is_role(name: str) -> bool:
    parsed = Arn.find(name)
    return parsed is not None and parsed.resource.startswith("role/") and is_account_id(parsed.account)


def _outside_policies(reading: Reading, targets: Container[str]) -> Iterator[str]:
    kinds: Mapping[str, str] = {
        "aws_iam_role_policy_attachment": "policy_arn", "aws_iam_policy_attachment": "policy_arn", "aws_iam_role": "permissions_boundary",
    }  # fmt: skip
    for one in reading.parts.instances:
        argument = kinds.get(one.type) if one.address in targets else None
        if argument is None or not isinstance(text(one.values.get(argument)), str):
            continue
        policy = reading.parts.resolver.policy(one, one.values[argument], [argument])
        if isinstance(policy, str):
            yield policy
