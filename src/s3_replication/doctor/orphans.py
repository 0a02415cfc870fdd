"""Policies that name a principal which was deleted: AWS shows its unique id in place of the ARN."""

from collections.abc import Iterator

from s3_replication.core import Role, World
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.findings.repairs.commands import put_bucket_policy, put_key_policy
from s3_replication.iam import Policy, orphaned_ids

__all__ = ["orphaned_principals"]

_ROLE_ID = "AROA"  # IAM User Guide, "Unique identifiers"


def orphaned_principals(world: World) -> Iterator[Finding]:
    """One finding for each statement of a bucket, key or trust policy with such ids, with the role that the statement is probably for."""
    for kind, subject, policy in _policies(world):
        for statement, ids in orphaned_ids(policy):
            says = f"Statement {statement} of the {kind} names {', '.join(ids)}."
            role = _probable_role(world, subject) if any(one.startswith(_ROLE_ID) for one in ids) else None
            if role is None:
                yield new_finding("orphaned-principal", subject, says)
                continue
            says += f" The replication role {role.arn} exists and has another id, {role.unique_id}."
            says += " If the role was deleted and created again with the same name, the statement no longer applies to it."
            yield new_finding("orphaned-principal", subject, says, suggestions=(_use_role_arn(kind, subject, statement, ids, role),))


def _policies(world: World) -> Iterator[tuple[str, str, Policy]]:
    parts = [("bucket policy", bucket.arn, bucket.policy) for bucket in world.buckets.values()]
    parts += [("key policy", key.arn, key.policy) for key in world.keys.values()]
    parts += [("trust policy", role.arn, role.trust) for role in world.roles.values()]
    yield from ((kind, subject, policy) for kind, subject, policy in parts if isinstance(policy, Policy))


def _probable_role(world: World, subject: str) -> Role | None:
    """The replication role, if there is one only and it could be read; None for a trust policy, which names other principals."""
    known = [role for role in world.roles.values() if role.unique_id]
    return known[0] if len(known) == len(world.roles) == 1 and subject not in world.roles else None


def _use_role_arn(kind: str, subject: str, statement: str, ids: tuple[str, ...], role: Role) -> Suggestion:
    text = f"In statement {statement} of the {kind} of {subject}, write {role.arn} in place of {', '.join(ids)} if it is for this role."
    return Suggestion(text, cli=put_bucket_policy(subject) if kind == "bucket policy" else put_key_policy(subject))
