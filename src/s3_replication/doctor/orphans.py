"""Policies that name a principal which was deleted: AWS shows its unique id in place of the ARN."""

from collections.abc import Iterator

from s3_replication.core import Role, World, bucket_name
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.iam import Policy, orphaned_ids

__all__ = ["orphaned_principals"]

_ROLE_ID = "AROA"  # IAM User Guide, "Unique identifiers"


def orphaned_principals(world: World) -> Iterator[Finding]:
    """One finding for each statement of a bucket's, key's or role's policy with such names, with the role that is likely meant."""
    for kind, subject, policy in _policies(world):
        for statement, ids in orphaned_ids(policy):
            says = f"Statement {statement} of the {kind} names {', '.join(ids)}."
            role = _meant(world, subject) if any(one.startswith(_ROLE_ID) for one in ids) else None
            if role is None:
                yield new_finding("orphaned-principal", subject, says)
                continue
            says += f" The replication role {role.arn} exists and has another id, {role.unique_id}."
            says += " If it was deleted and created again with the same name, the statement does not apply to it any more."
            yield new_finding("orphaned-principal", subject, says, suggestions=(_name_the_role(kind, subject, statement, ids, role),))


def _policies(world: World) -> Iterator[tuple[str, str, Policy]]:
    parts = [("bucket policy", bucket.arn, bucket.policy) for bucket in world.buckets.values()]
    parts += [("key policy", key.arn, key.policy) for key in world.keys.values()]
    parts += [("trust policy", role.arn, role.trust) for role in world.roles.values()]
    yield from ((kind, subject, policy) for kind, subject, policy in parts if isinstance(policy, Policy))


def _meant(world: World, subject: str) -> Role | None:
    """The only role that replicates, if it could be read; the policy of a role itself means somebody else."""
    known = [role for role in world.roles.values() if role.unique_id]
    return known[0] if len(known) == len(world.roles) == 1 and subject not in world.roles else None


def _name_the_role(kind: str, subject: str, statement: str, ids: tuple[str, ...], role: Role) -> Suggestion:
    text = f"In statement {statement} of the {kind} of {subject}, write {role.arn} in place of {', '.join(ids)}, if this role is meant."
    if kind == "bucket policy":
        return Suggestion(text, cli=f"aws s3api put-bucket-policy --bucket {bucket_name(subject)} --policy file://policy.json")
    return Suggestion(text, cli=f"aws kms put-key-policy --key-id {subject} --policy-name default --policy file://policy.json")
