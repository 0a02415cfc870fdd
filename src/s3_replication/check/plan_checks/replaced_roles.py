"""A role that the plan replaces, while a policy that names it keeps the id of the old one.

Source: IAM User Guide, "AWS JSON policy elements: Principal": S3 and KMS keep the unique id of a role that a policy names, and a new role
of the same name has another id.
"""

from collections.abc import Iterator

from s3_replication.check.plan_checks.facts import PlanFacts, text_of
from s3_replication.check.plan_checks.policies import HOLDERS, allowed_principals
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.instances import Instance

__all__ = ["find_replaced_roles"]


def find_replaced_roles(facts: PlanFacts) -> Iterator[Finding]:
    """Policies of the plan that stay behind, and replication roles whose policies are in another state."""
    used = facts.roles_of_rules()
    for role in facts.managed("aws_iam_role"):
        before = facts.change(role).before
        arn = text_of(before.get("arn")) if before and facts.change(role).replaces else None
        if arn is None:
            continue
        for holder in facts.managed(*HOLDERS):
            if arn in allowed_principals(holder.values.get("policy")) and _stays(facts, holder):
                says = f"The plan replaces {role.address}, and does not write the policy of {holder.address}, which names {arn}."
                yield new_finding("replaced-role-orphans-policy", holder.address, says)
        if facts.parts.resolver.arns.of(role) in used and (elsewhere := _elsewhere(facts)):
            says = f"The plan replaces {role.address}. The policy of {', '.join(elsewhere)} is not in the plan."
            yield new_finding("replication-role-is-replaced", role.address, says)


def _stays(facts: PlanFacts, holder: Instance) -> bool:
    """Whether the plan does not put the policy again."""
    change = facts.change(holder)
    return "create" not in change.actions and (change.before or holder.values).get("policy") == holder.values.get("policy")


def _elsewhere(facts: PlanFacts) -> list[str]:
    """The rules' destinations whose bucket policy the plan does not write, in another account than the source's or in one not known."""
    written = {facts.bucket_of(one) for one in (*facts.managed("aws_s3_bucket_policy"), *facts.parts.removed)}
    own = {one.source.account for one in facts.replications}
    known = facts.world.buckets
    return sorted(name for name in facts.destination_names() - written if name not in known or known[name].account not in own)
