"""The KMS keys of a plan, their policies, grants and aliases."""

from collections.abc import Iterable, Mapping

from s3_replication.core.model import Key, KeyState
from s3_replication.iam import UNKNOWN, Arn, Grant, Policy, Unknown, is_account_id
from s3_replication.plan.arns import SYMBOL
from s3_replication.plan.diagnostics import Diagnostics
from s3_replication.plan.instances import Instance
from s3_replication.plan.key_traits import key_traits
from s3_replication.plan.policies import PolicyReader
from s3_replication.plan.resource_resolver import KEYS, ResourceResolver
from s3_replication.plan.values import block, flag, mapping, text, texts

__all__ = ["KeyReader"]

_RESOURCES = ("key/", "alias/", SYMBOL)
_NOWHERE = ""
_MANAGED_ALIAS = "alias/aws/s3"
_SYMMETRIC = "SYMMETRIC_DEFAULT"


class KeyReader:
    """Builds each key from its resources."""

    def __init__(self, resolver: ResourceResolver, policies: PolicyReader, diagnostics: Diagnostics) -> None:
        self._resolver, self._policies, self._diagnostics = resolver, policies, diagnostics
        self._unplaced = False

    def read(self, instances: Iterable[Instance]) -> dict[str, tuple[Key, str]]:
        """Keys by ARN, and by the ARN of each alias, with their addresses."""
        listed = list(instances)
        policies, grants = self._by_key(listed, "aws_kms_key_policy"), self._by_key(listed, "aws_kms_grant")
        self._unplaced = _NOWHERE in policies
        names = self._names_of_aliases(listed)
        found: dict[str, tuple[Key, str]] = {}
        for instance in listed:
            if not instance.block.startswith((*KEYS, "data.aws_kms_key.")):
                continue
            arn = self._resolver.arns.of(instance)
            if arn is None or (parsed := _key_arn(arn)) is None:
                self._diagnostics.add(
                    instance.address,
                    "the account or Region of its provider cannot be seen in the plan, so the key was left out: name them.",
                )
            elif instance.mode == "managed" or arn not in found:
                # A key that exists may have further aliases, which the plan does not show.
                aliases = tuple(names.get(arn, ())) if instance.created and _NOWHERE not in names else UNKNOWN
                key = self._key(instance, parsed, policies.get(arn, []), grants.get(arn, []), aliases)
                found[arn] = (key, instance.address)
        for arn, (policy, *_) in policies.items():
            if arn not in found and (parsed := _key_arn(arn)):
                key = Key(arn, parsed.account, parsed.region, state=UNKNOWN, policy=self._policies.read(policy, "policy"))
                found[arn] = (key, policy.address)
        return {**found, **self._aliases(listed, found)}

    def _key(
        self, instance: Instance, arn: Arn, policies: list[Instance], grants: list[Instance], aliases: tuple[str, ...] | Unknown
    ) -> Key:
        spec = text(instance.values.get("customer_master_key_spec")) or text(instance.values.get("key_spec")) or _SYMMETRIC
        usage = text(instance.values.get("key_usage")) or "ENCRYPT_DECRYPT"
        return Key(
            arn=str(arn),
            account=arn.account,
            region=arn.region,
            state=_state(instance),
            # Without account ids it is not known whether a grant is for the role, so nothing is certain to be refused.
            policy=UNKNOWN
            if grants and not self._resolver.numbers_are_known
            else self._policy(instance, policies, arn.account, arn.partition),
            grants=tuple(grant for one in grants if (grant := _grant(one))),
            symmetric=isinstance(spec, Unknown) or isinstance(usage, Unknown) or (spec, usage) == (_SYMMETRIC, "ENCRYPT_DECRYPT"),
            aws_managed=text(instance.values.get("key_manager")) == "AWS",
            traits=key_traits(instance, spec, usage, aliases),
        )

    def _policy(self, instance: Instance, policies: list[Instance], account: str, partition: str) -> Policy | Unknown | None:
        if policies:
            return self._policies.read(policies[0], "policy")
        if instance.mode == "data" or self._unplaced:
            return UNKNOWN
        if instance.created and "policy" not in instance.configuration.expressions:
            return _default_policy(instance.address, account, partition)
        read = self._policies.read(instance, "policy")
        return _default_policy(instance.address, account, partition) if read is None and instance.created else read

    def _by_key(self, instances: list[Instance], kind: str) -> Mapping[str, list[Instance]]:
        found: dict[str, list[Instance]] = {}
        for instance in instances:
            if instance.type == kind and instance.mode == "managed":
                arn = self._resolver.key_arn(instance, instance.values.get("key_id"), ["key_id"])
                if isinstance(arn, str):
                    found.setdefault(arn, []).append(instance)
                else:
                    self._diagnostics.add(instance.address, "which key this belongs to is known only after apply, so it was left out.")
                    found.setdefault(_NOWHERE, []).append(instance)
        return found

    def _names_of_aliases(self, instances: list[Instance]) -> Mapping[str, list[str]]:
        """By key; an alias of an unknown key or without a known name makes those of every key unknown, under the key ""."""
        found: dict[str, list[str]] = {}
        for instance in instances:
            if instance.type == "aws_kms_alias" and instance.mode == "managed":
                name = text(instance.values.get("name"))
                target = self._resolver.key_arn(instance, instance.values.get("target_key_id"), ["target_key_id"])
                if isinstance(name, str) and isinstance(target, str):
                    found.setdefault(target, []).append(name)
                else:
                    found.setdefault(_NOWHERE, [])
        return found

    def _aliases(self, instances: list[Instance], keys: Mapping[str, tuple[Key, str]]) -> dict[str, tuple[Key, str]]:
        found: dict[str, tuple[Key, str]] = {}
        for instance in instances:
            if instance.type != "aws_kms_alias" or (alias := self._resolver.arns.of(instance)) is None:
                continue
            attribute = "target_key_arn" if instance.mode == "data" else "target_key_id"
            target = self._resolver.key_arn(instance, instance.values.get(attribute), [attribute])
            if isinstance(target, str) and target in keys:
                found[alias] = (keys[target][0], instance.address)
            elif isinstance(target, str) and (parsed := _key_arn(target)):
                managed = text(instance.values.get("name")) == _MANAGED_ALIAS
                key = Key(target, parsed.account, parsed.region, state=UNKNOWN, policy=None if managed else UNKNOWN, aws_managed=managed)
                found[alias] = found[target] = (key, instance.address)
        return found


def _key_arn(text: str) -> Arn | None:
    """The parts of the ARN of a key or alias; None for other text."""
    found = Arn.find(text)
    fits = found is not None and found.service == "kms" and is_account_id(found.account) and found.resource.startswith(_RESOURCES)
    return found if fits else None


def _state(instance: Instance) -> KeyState | Unknown:
    if instance.mode == "data":
        state = str(instance.values.get("key_state"))
        return KeyState(state) if state in list(KeyState) else UNKNOWN
    enabled = instance.values.get("is_enabled", instance.values.get("enabled"))
    if enabled is UNKNOWN:
        return KeyState.ENABLED if instance.created else UNKNOWN
    return KeyState.ENABLED if flag(enabled, default=True) else KeyState.DISABLED


def _grant(instance: Instance) -> Grant | None:
    grantee = text(instance.values.get("grantee_principal"))
    if not isinstance(grantee, str):
        return None
    constraints = block(instance.values, "constraints")
    return Grant(
        grant_id=instance.address,
        grantee=grantee,
        operations=frozenset(one for one in texts(instance.values.get("operations")) if isinstance(one, str)),
        encryption_context_equals=_context(constraints.get("encryption_context_equals")),
        encryption_context_subset=_context(constraints.get("encryption_context_subset")),
    )


def _context(value: object) -> Mapping[str, str] | None:
    return {key: one for key, one in mapping(value).items() if isinstance(one, str)} or None


def _default_policy(address: str, account: str, partition: str) -> Policy:
    """The policy that KMS gives a key without one (KMS Developer Guide, "Default key policy"): the account's IAM decides."""
    statement = {
        "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
        "Action": "kms:*", "Resource": "*",
    }  # fmt: skip
    return Policy.parse({"Version": "2012-10-17", "Statement": [statement]}, f"{address} (default key policy)")
