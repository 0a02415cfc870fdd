"""Exclusive management of a role's policies that detaches a grant which another resource attaches.

Source: the AWS provider's pages of aws_iam_role, aws_iam_policy_attachment, aws_iam_role_policies_exclusive and
aws_iam_role_policy_attachments_exclusive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import UNKNOWN
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import blocks, text, texts

__all__ = ["find_detached_grants"]

_INLINE: Final = "aws_iam_role_policy"
_MANAGED: Final = ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment")


@dataclass(frozen=True, slots=True)
class _AttachedPolicy:
    """One policy that a resource gives to a role: its name or ARN, and the addresses by which an expression can mean it."""

    instance: Instance
    role: str
    value: object
    addresses: frozenset[str]


def find_detached_grants(facts: PlanFacts) -> Iterator[Finding]:
    """Each exclusive owner of a replication role's policies whose list lacks a policy that the plan attaches."""
    roles = facts.roles_of_rules()
    grants = [grant for grant in _grants(facts) if grant.role in roles]
    for owner, role, argument in _owners(facts):
        inline = argument in ("policy_names", "inline_policy")
        for grant in grants:
            if grant.role == role and (grant.instance.type == _INLINE) == inline and not _lists(facts, owner, argument, grant):
                yield _finding(owner, argument, grant)
    for owner in facts.managed("aws_iam_policy_attachment"):
        listed = set(_attachment_roles(facts, owner))
        for grant in grants:
            if grant.instance != owner and None not in listed and grant.role not in listed and _same_policy(facts, owner, grant):
                yield _finding(owner, "roles", grant)


def _finding(owner: Instance, argument: str, grant: _AttachedPolicy) -> Finding:
    says = f"{argument} of {owner.address} does not list what {grant.instance.address} attaches to {grant.role}, so Terraform removes it."
    return new_finding("exclusive-policies-detach-grant", owner.address, says)


def _owners(facts: PlanFacts) -> Iterator[tuple[Instance, str | None, str]]:
    """The resources that own all policies of a kind of one role, with the argument that lists these policies."""
    for one in facts.managed("aws_iam_role_policies_exclusive"):
        yield one, facts.role_of(one, "role_name"), "policy_names"
    for one in facts.managed("aws_iam_role_policy_attachments_exclusive"):
        yield one, facts.role_of(one, "role_name"), "policy_arns"
    for one in facts.managed("aws_iam_role"):
        arn, written = facts.parts.resolver.arns.of(one), one.configuration.expressions
        if "managed_policy_arns" in written:
            yield one, arn, "managed_policy_arns"
        if "inline_policy" in written or (one.created and blocks(one.values, "inline_policy")):
            yield one, arn, "inline_policy"


def _grants(facts: PlanFacts) -> Iterator[_AttachedPolicy]:
    for one in facts.managed(_INLINE):
        if role := facts.role_of(one):
            yield _AttachedPolicy(one, role, text(one.values.get("name")), frozenset({one.address}))
    for one in facts.managed(*_MANAGED):
        policy = facts.parts.resolver.policy(one, one.values.get("policy_arn"), ["policy_arn"])
        own = {one.address, policy.address} if isinstance(policy, Instance) else {one.address}
        roles = _attachment_roles(facts, one) if one.type == "aws_iam_policy_attachment" else [facts.role_of(one)]
        for role in roles:
            if role is not None:
                yield _AttachedPolicy(one, role, text(one.values.get("policy_arn")), frozenset(own))


def _attachment_roles(facts: PlanFacts, instance: Instance) -> list[str | None]:
    """The roles' ARNs; None for one that is not known."""
    names = texts(instance.values.get("roles"))
    known = {arn.rpartition("/")[2]: arn for arn in facts.world.roles}
    return [known.get(name) if isinstance(name, str) else None for name in names]


def _lists(facts: PlanFacts, owner: Instance, argument: str, grant: _AttachedPolicy) -> bool:
    """Whether the owner's list has the grant, or may have it."""
    if argument == "inline_policy":
        listed = [text(one.get("name")) for one in blocks(owner.values, argument)]
    else:
        listed = list(texts(owner.values.get(argument)))
    if isinstance(grant.value, str) and grant.value in listed:
        return True
    if UNKNOWN not in listed and isinstance(grant.value, str):
        return False
    targets = facts.parts.graph.targets(owner, [argument])
    return targets is None or any(one.instance.address in grant.addresses for one in targets)


def _same_policy(facts: PlanFacts, owner: Instance, grant: _AttachedPolicy) -> bool:
    policy = facts.parts.resolver.policy(owner, owner.values.get("policy_arn"), ["policy_arn"])
    if isinstance(policy, Instance):
        return policy.address in grant.addresses
    return isinstance(policy, str) and policy == grant.value
