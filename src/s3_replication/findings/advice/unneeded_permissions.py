"""Actions that the replication role's policies allow and that replication from this bucket never asks for."""

from collections.abc import Iterable, Iterator
from typing import Final

from s3_replication.core import Bucket, ReplicationConfiguration, Role, Task, World
from s3_replication.findings.advice.rules import advice
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["unneeded_permissions"]

# What AWS's documents list for a replication role, whether a delivery of today asks for it or not; and Batch Replication's own action.
_DOCUMENTED: Final = frozenset(
    {
        "s3:getobjectlegalhold", "s3:getobjectretention", "s3:getobjectversionacl", "s3:getobjectversionforreplication",
        "s3:getobjectversiontagging", "s3:getreplicationconfiguration", "s3:initiatereplication", "s3:listbucket",
        "s3:objectowneroverridetobucketowner", "s3:replicatedelete", "s3:replicateobject", "s3:replicatetags",
        "kms:decrypt", "kms:encrypt", "kms:generatedatakey",
    }
)  # fmt: skip


def unneeded_permissions(world: World, source: Bucket, tasks: Iterable[Task]) -> Iterator[Finding]:
    """One finding for all such actions, if no delivery of these tasks asked for them; wildcards count by what they cover."""
    configuration = source.replication
    role = world.roles.get(str(configuration.role)) if isinstance(configuration, ReplicationConfiguration) else None
    if role is None or isinstance(role.policies, Unknown):
        return
    asked = {check.action.lower() for task in tasks for step in task.steps for check in step.checks} | _DOCUMENTED
    unneeded = sorted(set(_unneeded(role, asked)))
    if unneeded:
        yield advice("role-allows-more-than-replication", role.arn, f"Replication asks for none of {', '.join(unneeded)}.")


def _unneeded(role: Role, asked: set[str]) -> Iterator[str]:
    for policy in role.policies if not isinstance(role.policies, Unknown) else ():
        for statement in policy.statements:
            if statement.effect != "Allow" or isinstance(statement.actions, Unknown) or statement.actions.inverted:
                continue
            yield from statement.actions.exact - asked
            yield from (glob.fixed + "*" for glob in statement.actions.globs if not any(map(glob.matches, asked)))
