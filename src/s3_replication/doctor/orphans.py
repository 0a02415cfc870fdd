"""Policies that name a principal which was deleted: AWS shows its unique id in place of the ARN."""

from collections.abc import Iterator

from s3_replication.core import World
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Policy, orphaned_ids

__all__ = ["orphaned_principals"]


def orphaned_principals(world: World) -> Iterator[Finding]:
    """One finding for each policy of a bucket, key or role with such names."""
    for kind, subject, policy in _policies(world):
        for statement, ids in orphaned_ids(policy):
            named = ", ".join(ids)
            whose = _same_role(world, subject)
            yield new_finding("orphaned-principal", subject, f"Statement {statement} of the {kind} names {named}.{whose}")


def _policies(world: World) -> Iterator[tuple[str, str, Policy]]:
    parts = [("bucket policy", bucket.arn, bucket.policy) for bucket in world.buckets.values()]
    parts += [("key policy", key.arn, key.policy) for key in world.keys.values()]
    parts += [("trust policy", role.arn, role.trust) for role in world.roles.values()]
    yield from ((kind, subject, policy) for kind, subject, policy in parts if isinstance(policy, Policy))


def _same_role(world: World, subject: str) -> str:
    """The role that exists now, which the policy most likely means."""
    others = [role.arn for role in world.roles.values() if role.arn != subject]
    return f" The replication role now is {others[0]}." if len(others) == 1 else ""
