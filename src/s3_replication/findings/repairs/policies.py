"""Where the policies of a world are held, and how one holder's policies change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from s3_replication.core import Account, Role, World, bucket_name
from s3_replication.iam import Policy, Unknown

__all__ = ["Holder", "HolderKind", "Policies", "change_policies"]

Policies: TypeAlias = tuple[Policy, ...]


class HolderKind(StrEnum):
    """The kind of policy, as AWS's documents name it."""

    ROLE = "role policy"
    BOUNDARY = "permissions boundary"
    TRUST = "trust policy"
    BUCKET = "bucket policy"
    KEY = "key policy"
    SCP = "service control policy"
    RCP = "resource control policy"


@dataclass(frozen=True, slots=True)
class Holder:
    """A policy's kind, and the ARN of the role, bucket or key (the id of the account) that it belongs to."""

    kind: HolderKind
    subject: str


def change_policies(world: World, holder: Holder, change: Callable[[Policies], Policies]) -> World:
    """The world with the holder's policies changed; unchanged if the world does not have the holder, or does not know its policies."""
    if holder.kind is HolderKind.BUCKET:
        name = bucket_name(holder.subject)
        bucket = world.buckets.get(name)
        if bucket is None or isinstance(bucket.policy, Unknown):
            return world
        return replace(world, buckets={**world.buckets, name: replace(bucket, policy=_joined(change(_one(bucket.policy))))})
    if holder.kind is HolderKind.KEY:
        key = world.keys.get(holder.subject)
        if key is None or isinstance(key.policy, Unknown) or key.aws_managed:
            return world
        return replace(world, keys={**world.keys, key.arn: replace(key, policy=_joined(change(_one(key.policy))))})
    if holder.kind in (HolderKind.SCP, HolderKind.RCP):
        return _change_account(world, holder, change)
    role = world.roles.get(holder.subject)
    return world if role is None else replace(world, roles={**world.roles, role.arn: _change_role(role, holder.kind, change)})


def _change_role(role: Role, kind: HolderKind, change: Callable[[Policies], Policies]) -> Role:
    if kind is HolderKind.ROLE:
        return role if isinstance(role.policies, Unknown) else replace(role, policies=change(role.policies))
    if kind is HolderKind.TRUST:
        return role if isinstance(role.trust, Unknown) else replace(role, trust=_joined(change((role.trust,))) or role.trust)
    return role if isinstance(role.boundary, Unknown) else replace(role, boundary=_joined(change(_one(role.boundary))))


def _change_account(world: World, holder: Holder, change: Callable[[Policies], Policies]) -> World:
    account: Account | None = world.accounts.get(holder.subject)
    if account is None:
        return world
    scp = holder.kind is HolderKind.SCP
    found = account.scps if scp else account.rcps
    if isinstance(found, Unknown):
        return world
    levels = tuple(change(level) for level in found)
    changed = replace(account, scps=levels) if scp else replace(account, rcps=levels)
    accounts: Mapping[str, Account] = {**world.accounts, account.id: changed}
    return replace(world, accounts=accounts)


def _one(policy: Policy | None) -> Policies:
    return () if policy is None else (policy,)


def _joined(policies: Policies) -> Policy | None:
    """The single policy that a bucket, key or trust has, with the statements of all."""
    if len(policies) < 2:
        return policies[0] if policies else None
    return replace(policies[0], statements=tuple(statement for policy in policies for statement in policy.statements))
