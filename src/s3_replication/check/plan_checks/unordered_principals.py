"""Policies that name a role which the same plan creates, and do not wait for it.

Source: IAM User Guide, "AWS JSON policy elements: Principal", and the Knowledge Center page "Invalid principal in policy": S3 and KMS
look a principal up when the policy is put, and refuse a role that does not exist.
"""

from collections.abc import Iterator, Mapping

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.check.plan_checks.policies import HOLDERS, allowed_principals
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.plan.instances import Instance

__all__ = ["find_unordered_principals"]


def find_unordered_principals(facts: PlanFacts) -> Iterator[Finding]:
    """Only what both are created by this plan: a role that exists is found."""
    roles: Mapping[str, Instance] = {arn: role for role in facts.managed("aws_iam_role") if role.created and (arn := _arn(facts, role))}
    for holder in facts.managed(*HOLDERS) if roles else ():
        named = allowed_principals(holder.values.get("policy")) & roles.keys()
        if not named or not {"create", "update"} & set(facts.change(holder).actions):
            continue
        waits = facts.dependencies.of(holder)
        for arn in sorted(named):
            if not waits.hidden and not waits.includes(roles[arn]):
                says = f"{holder.address} names {arn}, but has no reference to {roles[arn].address} and no depends_on with it."
                text = f"Refer to {roles[arn].address}.arn in {holder.address}, or add depends_on."
                yield new_finding("policy-does-not-wait-for-role", holder.address, says, suggestions=(Suggestion(text),))


def _arn(facts: PlanFacts, role: Instance) -> str | None:
    return facts.parts.resolver.arns.of(role)
