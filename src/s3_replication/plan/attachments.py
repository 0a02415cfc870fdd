"""The policies that separate resources attach to roles."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from s3_replication.iam import UNKNOWN, Policy, Unknown
from s3_replication.plan.aws_managed_policies import aws_managed_policy
from s3_replication.plan.diagnostics import Diagnostics
from s3_replication.plan.instances import Instance
from s3_replication.plan.policies import PolicyReader, opaque
from s3_replication.plan.resource_resolver import ResourceResolver
from s3_replication.plan.values import text

__all__ = ["NOWHERE", "Attached", "AttachmentReader"]

NOWHERE = ""
"""Represents an unknown role: the plan does not show which role the policy is attached to."""
_ATTACHMENTS = ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment")


@dataclass(slots=True)
class Attached:
    """The policies of one role; `inline` and `managed` are the names and ARNs that the plan decides about, removed ones included."""

    policies: list[Policy] = field(default_factory=list)
    inline: set[object] = field(default_factory=set)
    managed: set[object] = field(default_factory=set)


class AttachmentReader:
    """Collects the attachments of one plan."""

    def __init__(self, resolver: ResourceResolver, policies: PolicyReader, diagnostics: Diagnostics) -> None:
        self._resolver, self._policies, self._diagnostics = resolver, policies, diagnostics

    def read(self, instances: Iterable[Instance], removed: Iterable[Instance]) -> dict[str, Attached]:
        """The attached policies by role ARN."""
        found: dict[str, Attached] = {}
        for instance in instances:
            self._read(found, instance, removed=False)
        for instance in removed:
            self._read(found, instance, removed=True)
        return found

    def _read(self, found: dict[str, Attached], instance: Instance, removed: bool) -> None:
        if instance.mode != "managed" or instance.type not in ("aws_iam_role_policy", *_ATTACHMENTS):
            return
        for role in self._resolver.roles(instance):
            if role is None:
                self._without_role(found, instance, removed)
                continue
            attached = found.setdefault(role, Attached())
            attached.inline.add(text(instance.values.get("name")))
            attached.managed.add(text(instance.values.get("policy_arn")))
            if not removed and (policy := self._policy(instance)) is not None:
                attached.policies.append(policy)

    def _without_role(self, found: dict[str, Attached], instance: Instance, removed: bool) -> None:
        if removed:
            return
        if isinstance(text(instance.values.get("role")), str):
            self._diagnostics.add(instance.address, "the role it belongs to is not in this plan, so it was left out.")
            return
        self._diagnostics.add(instance.address, "which role this belongs to is known only after apply, so any role may have it.")
        found.setdefault(NOWHERE, Attached()).policies.append(opaque(instance.address))

    def _policy(self, instance: Instance) -> Policy | None:
        if instance.type == "aws_iam_role_policy":
            read = self._policies.read(instance, "policy")
        else:
            read = self.managed(instance, instance.values.get("policy_arn"), "policy_arn")
        return opaque(instance.address) if isinstance(read, Unknown) else read

    def managed(self, instance: Instance, value: object, argument: str) -> Policy | Unknown | None:
        """The managed policy that an argument names; UNKNOWN if neither the plan contains it nor AWS documents it."""
        policy = self._resolver.policy(instance, value, [argument])
        if isinstance(policy, Instance):
            return self._policies.read(policy, "policy")
        return (aws_managed_policy(policy) if isinstance(policy, str) else None) or UNKNOWN
