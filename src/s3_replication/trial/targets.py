"""Which resources of a plan replication depends on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from s3_replication.core import Bucket, ReplicationConfiguration, World, bucket_name
from s3_replication.iam import Unknown
from s3_replication.plan import Instance, Reading, Source
from s3_replication.plan.arns import KEY_TYPES

__all__ = ["Needed", "block_targets", "needed_of", "targets_of"]

_SETTINGS: Final = frozenset(
    f"aws_s3_bucket_{kind}"
    for kind in (
        "acl", "object_lock_configuration", "ownership_controls", "policy", "public_access_block", "replication_configuration",
        "server_side_encryption_configuration", "versioning",
    )
)  # fmt: skip
_ROLE_POLICIES: Final = ("aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_iam_policy_attachment")
_OF_KEYS: Final = {"aws_kms_key_policy": "key_id", "aws_kms_grant": "key_id", "aws_kms_alias": "target_key_id"}


@dataclass(frozen=True, slots=True)
class Needed:
    """The buckets (by name), roles and keys (by ARN) that replication uses; `everything` says that the plan does not tell which."""

    buckets: frozenset[str]
    roles: frozenset[str]
    keys: frozenset[str]
    everything: bool

    def has(self, found: str | Unknown | None, among: frozenset[str]) -> bool:
        """Whether a bucket, role or key is needed; one that cannot be told is."""
        return self.everything or not isinstance(found, str) or found in among


def needed_of(world: World) -> Needed:
    """What the replication configurations of a world name, and the default keys of their buckets."""
    named: list[tuple[str, str | Unknown | None]] = []
    for bucket in world.buckets.values():
        if bucket.replication is not None:
            named += [("bucket", bucket.name), *_named_by(bucket)]
    buckets = frozenset(name for kind, name in named if kind == "bucket" and isinstance(name, str))
    keys = [name for kind, name in named if kind == "key"] + [_default_key(world.buckets.get(name)) for name in buckets]
    return Needed(
        buckets,
        frozenset(name for kind, name in named if kind == "role" and isinstance(name, str)),
        frozenset(name for name in keys if isinstance(name, str)),
        everything=any(isinstance(name, Unknown) for name in [*(one for _, one in named), *keys]),
    )


def _named_by(bucket: Bucket) -> Iterator[tuple[str, str | Unknown | None]]:
    configuration = bucket.replication
    if not isinstance(configuration, ReplicationConfiguration):
        yield "bucket", Unknown.UNKNOWN
        return
    yield "role", configuration.role
    for rule in configuration.rules:
        destination = rule.destination
        yield "bucket", bucket_name(destination.bucket) if isinstance(destination.bucket, str) else destination.bucket
        yield "key", destination.replica_kms_key


def _default_key(bucket: Bucket | None) -> str | Unknown | None:
    if bucket is None:
        return None
    default = bucket.default_encryption
    return default if isinstance(default, Unknown) else default.key_arn


def targets_of(reading: Reading) -> tuple[str, ...]:
    """The addresses for -target. Terraform adds what these resources depend on."""
    needed = needed_of(reading.world)
    managed = [one for one in reading.parts.instances if one.mode == "managed"]
    return tuple(dict.fromkeys(one.address for one in managed if _is_needed(one, reading, needed)))


def _is_needed(one: Instance, reading: Reading, needed: Needed) -> bool:
    resolver = reading.parts.resolver
    if one.type == "aws_s3_bucket":
        return needed.has(resolver.arns.bucket(one), needed.buckets)
    if one.type in _SETTINGS:
        return needed.has(resolver.bucket(one), needed.buckets)
    if one.type in _ROLE_POLICIES:
        return any(needed.has(role, needed.roles) for role in _roles(one, reading, needed.roles))
    if argument := _OF_KEYS.get(one.type):
        return needed.has(resolver.key_arn(one, one.values.get(argument), [argument]), needed.keys)
    arns = {"aws_iam_role": needed.roles, **dict.fromkeys(KEY_TYPES, needed.keys)}
    return one.type in arns and needed.has(resolver.arns.of(one), arns[one.type])


def _roles(one: Instance, reading: Reading, roles: Iterable[str]) -> Iterable[str | None]:
    """The roles that a policy is attached to; aws_iam_policy_attachment lists names."""
    if one.type != "aws_iam_policy_attachment":
        return [reading.parts.resolver.role(one)]
    listed = one.values.get("roles")
    if not isinstance(listed, list):
        return [None]
    return [next((arn for arn in roles if arn.endswith(f"/{name}")), "") if isinstance(name, str) else None for name in listed]


def block_targets(source: Source) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The root's resources of kinds that replication may need and the modules that have some, and all its other resources and modules."""
    kinds = ("aws_s3_bucket.", *(f"{kind}." for kind in (*_SETTINGS, *_ROLE_POLICIES, *_OF_KEYS, "aws_iam_role", *KEY_TYPES)))
    wanted: dict[str, bool] = {}
    for path, module in source.modules.items():
        for address, block in module.blocks.items():
            if block.type == "resource":
                name = f"module.{path[0]}" if path else address
                wanted[name] = wanted.get(name, False) or address.startswith(kinds)
    return tuple(name for name, found in wanted.items() if found), tuple(name for name, found in wanted.items() if not found)
