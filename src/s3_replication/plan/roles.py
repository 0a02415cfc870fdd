"""The roles of a plan with everything attached to them."""

from collections.abc import Iterable, Mapping

from s3_replication.core.model import Role
from s3_replication.iam import UNKNOWN, Policy, Unknown
from s3_replication.plan.identity import Identities
from s3_replication.plan.instances import Instance
from s3_replication.plan.links import Links
from s3_replication.plan.notes import Notes
from s3_replication.plan.policies import PolicyReader, opaque
from s3_replication.plan.values import blocks, mapping, text, texts

__all__ = ["RoleReader"]

_ATTACHED = ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment")


class RoleReader:
    """Puts each role together from its resources."""

    def __init__(self, links: Links, policies: PolicyReader, identities: Identities, notes: Notes) -> None:
        self._links, self._policies, self._identities, self._notes = links, policies, identities, notes

    def read(self, instances: Iterable[Instance]) -> dict[str, tuple[Role, str]]:
        """Roles by ARN, each with its address; a role looked up by a data source has policies that the plan does not show."""
        listed = list(instances)
        attached = self._attached(listed)
        found = {}
        for instance in listed:
            if instance.type != "aws_iam_role":
                continue
            arn = self._links.arns.of(instance)
            if arn is None:
                self._notes.add(
                    instance.address, "the account of its provider cannot be seen in the plan, so the role was left out: name the account."
                )
            elif instance.mode == "managed" or arn not in found:
                found[arn] = (self._role(instance, arn, attached.get(arn, [])), instance.address)
        return found

    def _role(self, instance: Instance, arn: str, attached: list[Policy]) -> Role:
        trust = self._policies.read(instance, "assume_role_policy")
        unique = text(instance.values.get("unique_id"))
        return Role(
            arn=arn,
            account=arn.split(":")[4],
            trust=UNKNOWN if trust is None else trust,
            policies=UNKNOWN if instance.mode == "data" else (*self._inline(instance), *self._listed(instance), *attached),
            boundary=self._boundary(instance),
            unique_id=UNKNOWN if unique is None else unique,
            tags=_tags(instance),
        )

    def _boundary(self, instance: Instance) -> Policy | Unknown | None:
        if text(instance.values.get("permissions_boundary")) is None:
            return None
        policy = self._managed(instance, instance.values["permissions_boundary"], "permissions_boundary")
        return UNKNOWN if policy is None else policy

    def _attached(self, instances: list[Instance]) -> Mapping[str, list[Policy]]:
        """Policies by role ARN, from the resources that attach them."""
        found: dict[str, list[Policy]] = {}
        for instance in instances:
            if instance.type == "aws_iam_role_policy":
                policy = self._policies.read(instance, "policy")
                self._add(found, instance, self._links.role(instance), policy)
            elif instance.type in _ATTACHED:
                policy = self._managed(instance, instance.values.get("policy_arn"), "policy_arn")
                for role in self._attached_to(instance):
                    self._add(found, instance, role, policy)
        return found

    def _attached_to(self, instance: Instance) -> Iterable[str | None]:
        if instance.type == "aws_iam_role_policy_attachment":
            return [self._links.role(instance)]
        names = texts(instance.values.get("roles"))
        return [self._links.role(_with_role(instance, name)) for name in names if isinstance(name, str)]

    def _add(self, found: dict[str, list[Policy]], instance: Instance, role: str | None, policy: Policy | Unknown | None) -> None:
        if role is None:
            self._notes.add(instance.address, "the role it belongs to is not in this plan, so it was left out.")
        elif policy is not None:
            found.setdefault(role, []).append(opaque(instance.address) if isinstance(policy, Unknown) else policy)

    def _managed(self, instance: Instance, value: object, argument: str) -> Policy | Unknown | None:
        policy = self._links.policy(instance, value, [argument])
        return self._policies.read(policy, "policy") if isinstance(policy, Instance) else UNKNOWN

    def _inline(self, instance: Instance) -> Iterable[Policy]:
        """Blocks written in the role itself; a refresh fills the attribute with all its policies, which are read from their resources."""
        if "inline_policy" not in instance.configuration.expressions:
            return
        for position, values in enumerate(blocks(instance.values, "inline_policy")):
            policy = self._policies.value(instance, values.get("policy"), "inline_policy", position, "policy")
            if policy is not None:
                yield opaque(instance.address) if isinstance(policy, Unknown) else policy

    def _listed(self, instance: Instance) -> Iterable[Policy]:
        """Managed policies that the role itself lists."""
        if "managed_policy_arns" not in instance.configuration.expressions:
            return
        for arn in texts(instance.values.get("managed_policy_arns")):
            policy = self._managed(instance, arn, "managed_policy_arns")
            if policy is not None:
                yield opaque(instance.address) if isinstance(policy, Unknown) else policy


def _tags(instance: Instance) -> Mapping[str, str]:
    every = instance.values.get("tags_all")
    tags = every if isinstance(every, Mapping) else mapping(instance.values.get("tags"))
    return {key: value for key, value in tags.items() if isinstance(value, str)}


def _with_role(instance: Instance, name: str) -> Instance:
    return Instance(
        instance.address, instance.module, instance.mode, instance.type, instance.name, instance.key, {"role": name}, instance.configuration
    )
