"""Actions and resources that a replication role's policies allow and that replication never asks for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from s3_replication.core import Check, Outcome, Role, Task, World
from s3_replication.findings.advice.rules import advice
from s3_replication.findings.finding import Finding
from s3_replication.iam import Actions, Effect, Glob, Literal, Resources, Statement, Unknown

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


def unneeded_permissions(world: World, tasks: Iterable[Task]) -> Iterator[Finding]:
    """One finding for each role; `tasks` are the decisions about every group of every bucket that replicates with it."""
    by_role: dict[str, list[Task]] = {}
    for task in tasks:
        if task.admission is not None:
            by_role.setdefault(str(task.admission.role), []).append(task)
    for arn, asking in by_role.items():
        role = world.roles.get(arn)
        if role is not None and not isinstance(role.policies, Unknown):
            yield from _of_role(role, asking)


def _of_role(role: Role, tasks: Sequence[Task]) -> Iterator[Finding]:
    checks = {(check.action, check.resource): check for task in tasks for step in task.steps for check in step.checks}.values()
    actions = {check.action.lower() for check in checks} | _DOCUMENTED
    policies = () if isinstance(role.policies, Unknown) else role.policies
    allowed = [one for policy in policies for one in policy.statements if _allows(one)]
    unneeded = sorted({one for statement in allowed for one in _unneeded_actions(statement, actions)})
    resources = sorted({one for statement in allowed for one in _unneeded_resources(statement, checks)}) if _all_asked(tasks) else []
    says = [f"Replication asks for none of {', '.join(unneeded)}."] if unneeded else []
    says += [f"It asks for nothing on {', '.join(resources)}."] if resources else []
    if says:
        yield advice("role-allows-more-than-replication", role.arn, " ".join(says))


def _allows(statement: Statement) -> bool:
    return statement.effect is Effect.ALLOW and isinstance(statement.actions, Actions) and not statement.actions.inverted


def _all_asked(tasks: Iterable[Task]) -> bool:
    """Whether some delivery to each destination came to its end; one that stops half-way does not ask for what comes later."""
    outcomes: dict[str, set[Outcome]] = {}
    for task in tasks:
        outcomes.setdefault(task.destination_bucket, set()).add(task.outcome)
    return all(Outcome.COMPLETED in found for found in outcomes.values())


def _unneeded_actions(statement: Statement, asked: set[str]) -> Iterator[str]:
    """Wildcards count by what they cover."""
    if isinstance(statement.actions, Actions):
        yield from statement.actions.exact - asked
        yield from (_written(glob) for glob in statement.actions.globs if not any(map(glob.matches, asked)))


def _unneeded_resources(statement: Statement, checks: Iterable[Check]) -> Iterator[str]:
    """Of a statement with an action that is asked for; without one, its actions are named."""
    resources = statement.resources
    asked = [check.resource for check in checks if statement.about_action(check.action.lower()) is True]
    if asked and isinstance(resources, Resources) and not resources.inverted:
        yield from (_written(glob) for glob in resources.globs if not any(map(glob.matches, asked)))


def _written(glob: Glob) -> str:
    if glob.regex is None:
        return glob.fixed + ("*" if glob.open_end else "")
    return "".join(part.text if isinstance(part, Literal) else part for part in glob.parts)
