"""Actions that S3 does not have, in the policies of the replication role. IAM accepts them and they allow nothing."""

from collections.abc import Iterator

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.check.plan_checks.policies import listed, role_policies
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.policy_checks import matching, similar_action

__all__ = ["find_unknown_actions"]


def find_unknown_actions(facts: PlanFacts) -> Iterator[Finding]:
    """Each action of an Allow statement for S3 that names none of S3's actions."""
    for policy in role_policies(facts):
        named = [action for one in policy.statements if one.get("Effect") == "Allow" for action in listed(one.get("Action"))]
        for action in dict.fromkeys(one for one in named if isinstance(one, str)):
            if action.lower().startswith("s3:") and "$" not in action and not matching(action):
                says = f"A statement of {policy.address} allows {action}, which S3 does not have."
                similar = similar_action(action)
                suggestions = (Suggestion(f"Write {similar} instead of {action}."),) if similar else ()
                yield new_finding("action-does-not-exist", policy.address, says, suggestions=suggestions)
