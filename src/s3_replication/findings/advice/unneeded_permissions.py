"""Actions and resources that a replication role's policies allow and that replication never asks for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from s3_replication.core import Outcome, Role, Task, World
from s3_replication.findings.advice.annotations import ANNOTATION_ACTIONS
from s3_replication.findings.advice.rules import advice
from s3_replication.findings.finding import Finding
from s3_replication.findings.words import and_list
from s3_replication.iam import Unknown, unused_actions, unused_resources
from s3_replication.policy_checks import written_action

__all__ = ["DOCUMENTED", "unneeded_permissions"]

# What AWS's documents list for a replication role, whether a delivery of today asks for it or not; and Batch Replication's own action.
DOCUMENTED: Final = ANNOTATION_ACTIONS | frozenset(
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
    policies = () if isinstance(role.policies, Unknown) else role.policies
    asked = {(check.action, check.resource) for task in tasks for step in task.steps for check in step.checks}
    actions = unused_actions(policies, {action.lower() for action, _ in asked} | DOCUMENTED)
    resources = unused_resources(policies, asked) if _all_asked(tasks) else {}
    says = [f"Replication does not need {_listed(actions)}."] if actions else []
    says += [f"It does not need {_listed(those)} on {resource}." for resource, those in sorted(resources.items())]
    if says:
        yield advice("role-allows-more-than-replication", role.arn, " ".join(says))


def _listed(actions: Iterable[str]) -> str:
    return and_list(sorted(map(written_action, actions)))


def _all_asked(tasks: Iterable[Task]) -> bool:
    """Whether some delivery to each destination came to its end; one that stops half-way does not ask for what comes later."""
    outcomes: dict[str, set[Outcome]] = {}
    for task in tasks:
        outcomes.setdefault(task.destination_bucket, set()).add(task.outcome)
    return all(Outcome.COMPLETED in found for found in outcomes.values())
