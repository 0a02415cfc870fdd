"""Policies that name a principal which was deleted: AWS shows its unique id in place of the ARN."""

from collections.abc import Iterator

from s3_replication.core import ReplicationConfiguration, World
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
            names_role = any(one.startswith(_ROLE_ID) for one in ids)
            arn, more = _probable_role(world) if names_role and subject not in world.roles else (None, "")
            changes = (_use_role_arn(kind, subject, statement, ids, arn),) if arn is not None else ()
            yield new_finding("orphaned-principal", subject, says + more, suggestions=changes)


def _policies(world: World) -> Iterator[tuple[str, str, Policy]]:
    parts = [("bucket policy", bucket.arn, bucket.policy) for bucket in world.buckets.values()]
    parts += [("key policy", key.arn, key.policy) for key in world.keys.values()]
    parts += [("trust policy", role.arn, role.trust) for role in world.roles.values()]
    yield from ((kind, subject, policy) for kind, subject, policy in parts if isinstance(policy, Policy))


def _probable_role(world: World) -> tuple[str | None, str]:
    """The replication role and what happened to it, if there is one only and it could be read, or it does not exist."""
    known = [role for role in world.roles.values() if role.unique_id]
    if len(known) == len(world.roles) == 1:
        says = f" The replication role {known[0].arn} exists and has another id, {known[0].unique_id}."
        return known[0].arn, says + " If the role was deleted and created again with the same name, the statement no longer applies to it."
    absent = {one for one in _configured_roles(world) if one in world.absent}
    if len(absent) == 1 and not world.roles:
        (arn,) = absent
        return arn, f" The replication role {arn} does not exist. If the statement is for it, create the role, then change the statement."
    return None, ""


def _configured_roles(world: World) -> Iterator[str]:
    for bucket in world.buckets.values():
        if isinstance(bucket.replication, ReplicationConfiguration) and isinstance(bucket.replication.role, str):
            yield bucket.replication.role


def _use_role_arn(kind: str, subject: str, statement: str, ids: tuple[str, ...], role: str) -> Suggestion:
    text = f"In statement {statement} of the {kind} of {subject}, write {role} in place of {', '.join(ids)} if it is for this role."
    return Suggestion(text, cli=put_bucket_policy(subject) if kind == "bucket policy" else put_key_policy(subject))
