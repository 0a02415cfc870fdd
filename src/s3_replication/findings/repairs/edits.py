"""The changes that a repair consists of. Each changes a copy of a world, so that a repair can be proven before it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from s3_replication.core import Bucket, Key, ReplicationConfiguration, Role, Rule, World, bucket_name
from s3_replication.findings.causes.permissions import REPAIR
from s3_replication.findings.repairs.policies import Holder, HolderKind, Policies, change_policies
from s3_replication.iam import Arn, Policy

__all__ = ["S3", "Allow", "CreateRole", "Edit", "Except", "SetBucket", "SetKey", "SetRule"]

S3 = "s3.amazonaws.com"
_VERSION = "2012-10-17"
_NEEDS_PRINCIPAL = frozenset({HolderKind.BUCKET, HolderKind.KEY, HolderKind.TRUST})


class Edit(Protocol):
    """One change; equal edits are the same change."""

    def apply(self, world: World) -> World:
        """A copy of the world with the change."""


@dataclass(frozen=True, slots=True)
class Allow:
    """Adds one statement that allows `actions` on `resource`; `condition` holds (operator, key, value) triples.

    `principal` is the (type, value) that a bucket, key or trust policy must name.
    """

    holder: Holder
    actions: tuple[str, ...]
    resource: str
    principal: tuple[str, str] = ("", "")
    condition: tuple[tuple[str, str, str], ...] = ()

    def statement(self) -> Mapping[str, object]:
        """The statement as a policy document has it."""
        return {
            "Effect": "Allow",
            **({"Principal": {self.principal[0]: self.principal[1]}} if self.holder.kind in _NEEDS_PRINCIPAL else {}),
            "Action": list(self.actions) if len(self.actions) > 1 else self.actions[0],
            **({"Resource": self.resource} if self.holder.kind is not HolderKind.TRUST else {}),
            **({"Condition": {operator: {key: value} for operator, key, value in self.condition}} if self.condition else {}),
        }

    def apply(self, world: World) -> World:
        """The statement as another policy, or at the end of the only policy that the resource can have."""
        added = Policy.parse({"Version": _VERSION, "Statement": [self.statement()]}, REPAIR)
        return change_policies(world, self.holder, lambda policies: (*policies, added))


@dataclass(frozen=True, slots=True)
class Except:
    """Adds a condition to a Deny statement, so that it no longer applies to the role."""

    holder: Holder
    policy: str
    statement: str
    role: str

    def condition(self) -> Mapping[str, Mapping[str, str]]:
        """A condition on the role's ARN, which is the same for every session; in a trust policy, the caller is S3."""
        if self.holder.kind is HolderKind.TRUST:
            return {"StringNotEquals": {"aws:PrincipalServiceName": S3}}
        return {"ArnNotEquals": {"aws:PrincipalArn": self.role}}

    def apply(self, world: World) -> World:
        """The statement with its own conditions and this one."""
        deny = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": self.condition()}
        lines = Policy.parse({"Version": _VERSION, "Statement": [deny]}, REPAIR).statements[0].conditions

        def narrowed(policy: Policy) -> Policy:
            statements = list(policy.statements)
            for place, one in enumerate(statements):
                if one.label == self.statement and isinstance(one.conditions, tuple) and isinstance(lines, tuple):
                    statements[place] = replace(one, conditions=(*one.conditions, *lines))
            return replace(policy, statements=tuple(statements))

        def changed(policies: Policies) -> Policies:
            return tuple(narrowed(policy) if policy.name == self.policy else policy for policy in policies)

        return change_policies(world, self.holder, changed)


@dataclass(frozen=True, slots=True)
class SetBucket:
    """Sets one attribute of core.Bucket."""

    arn: str
    attribute: str
    value: object

    def apply(self, world: World) -> World:
        """The bucket with the value; unchanged where the world does not have the bucket."""
        bucket: Bucket | None = world.buckets.get(bucket_name(self.arn))
        if bucket is None:
            return world
        return replace(world, buckets={**world.buckets, bucket.name: replace(bucket, **{self.attribute: self.value})})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class SetKey:
    """Sets one attribute of core.Key."""

    arn: str
    attribute: str
    value: object

    def apply(self, world: World) -> World:
        """The key with the value; unchanged where the world does not have the key."""
        key: Key | None = world.keys.get(self.arn)
        if key is None:
            return world
        return replace(world, keys={**world.keys, key.arn: replace(key, **{self.attribute: self.value})})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class SetRule:
    """Replaces one rule by `rule`; `what` says which of its elements change, as (element, value)."""

    bucket: str
    rule_id: str | None
    rule: Rule
    what: tuple[tuple[str, str], ...]

    def apply(self, world: World) -> World:
        """The source bucket's configuration with the changed rule."""
        bucket = world.buckets.get(self.bucket)
        if bucket is None or not isinstance(bucket.replication, ReplicationConfiguration):
            return world
        rules = tuple(self.rule if rule.id == self.rule_id else rule for rule in bucket.replication.rules)
        changed = replace(bucket, replication=replace(bucket.replication, rules=rules))
        return replace(world, buckets={**world.buckets, bucket.name: changed})


@dataclass(frozen=True, slots=True)
class CreateRole:
    """Creates the role that the replication configuration names, with a trust policy for S3 and no permissions yet."""

    arn: str

    def trust(self) -> Mapping[str, object]:
        """The trust policy that S3 needs (fact 5.01)."""
        statement = {"Effect": "Allow", "Principal": {"Service": S3}, "Action": "sts:AssumeRole"}
        return {"Version": _VERSION, "Statement": [statement]}

    def apply(self, world: World) -> World:
        """The world with the role."""
        found = Arn.find(self.arn)
        role = Role(self.arn, found.account if found is not None else "", Policy.parse(self.trust(), "trust policy"))
        return replace(world, roles={**world.roles, self.arn: role})
