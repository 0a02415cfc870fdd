"""The roles of a plan with everything attached to them."""

from collections.abc import Iterable, Mapping

from s3_replication.core.model import Role
from s3_replication.iam import UNKNOWN, Arn, Policy, Unknown
from s3_replication.plan.attachments import NOWHERE, Attached, AttachmentReader
from s3_replication.plan.diagnostics import Diagnostics
from s3_replication.plan.instances import Instance
from s3_replication.plan.policies import PolicyReader, opaque
from s3_replication.plan.resource_resolver import ResourceResolver
from s3_replication.plan.values import blocks, mapping, text, texts

__all__ = ["RoleReader"]


class RoleReader:
    """Builds each role from its resources."""

    def __init__(self, resolver: ResourceResolver, policies: PolicyReader, diagnostics: Diagnostics) -> None:
        self._resolver, self._policies, self._diagnostics = resolver, policies, diagnostics
        self._attachments = AttachmentReader(resolver, policies, diagnostics)

    def read(self, instances: Iterable[Instance], removed: Iterable[Instance] = ()) -> dict[str, tuple[Role, str]]:
        """Roles by ARN, each with its address; a role looked up by a data source has policies that the plan does not show."""
        listed = list(instances)
        attached = self._attachments.read(listed, removed)
        anywhere = attached.pop(NOWHERE, Attached()).policies
        found: dict[str, tuple[Role, str]] = {}
        for instance in listed:
            if instance.type != "aws_iam_role":
                continue
            arn = self._resolver.arns.of(instance)
            if arn is None or Arn.find(arn) is None:
                self._diagnostics.add(
                    instance.address, "the account of its provider cannot be seen in the plan, so the role was left out: name the account."
                )
            elif instance.mode == "managed" or arn not in found:
                found[arn] = (self._role(instance, arn, attached.get(arn, Attached()), anywhere), instance.address)
        return found

    def _role(self, instance: Instance, arn: str, attached: Attached, anywhere: list[Policy]) -> Role:
        trust = self._policies.read(instance, "assume_role_policy")
        unique = text(instance.values.get("unique_id"))
        own = (*self._inline(instance, attached), *self._listed(instance, attached))
        return Role(
            arn=arn,
            account=Arn.parse(arn).account,
            trust=UNKNOWN if trust is None else trust,
            policies=UNKNOWN if instance.mode == "data" else (*own, *attached.policies, *anywhere),
            boundary=self._boundary(instance),
            unique_id=UNKNOWN if unique is None else unique,
            tags=_tags(instance),
        )

    def _boundary(self, instance: Instance) -> Policy | Unknown | None:
        if text(instance.values.get("permissions_boundary")) is None:
            return None
        policy = self._attachments.managed(instance, instance.values["permissions_boundary"], "permissions_boundary")
        return UNKNOWN if policy is None else policy

    def _inline(self, instance: Instance, attached: Attached) -> Iterable[Policy]:
        """The role's blocks. A refresh fills them with all policies of the role, including those that other resources set."""
        for position, values in enumerate(blocks(instance.values, "inline_policy")):
            if text(values.get("name")) not in attached.inline:
                policy = self._policies.value(instance, values.get("policy"), "inline_policy", position, "policy")
                if policy is not None:
                    yield opaque(instance.address) if isinstance(policy, Unknown) else policy

    def _listed(self, instance: Instance, attached: Attached) -> Iterable[Policy]:
        """Managed policies that the role lists. A refresh fills this list in the same way."""
        if instance.values.get("managed_policy_arns") is UNKNOWN and "managed_policy_arns" not in instance.configuration.expressions:
            return
        for arn in texts(instance.values.get("managed_policy_arns")):
            if arn not in attached.managed:
                policy = self._attachments.managed(instance, arn, "managed_policy_arns")
                if policy is not None:
                    yield opaque(instance.address) if isinstance(policy, Unknown) else policy


def _tags(instance: Instance) -> Mapping[str, str]:
    every = instance.values.get("tags_all")
    tags = every if isinstance(every, Mapping) else mapping(instance.values.get("tags"))
    return {key: value for key, value in tags.items() if isinstance(value, str)}
