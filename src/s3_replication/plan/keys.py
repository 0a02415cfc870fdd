"""The KMS keys of a plan, their policies, grants and aliases."""

import re
from collections.abc import Iterable, Mapping

from s3_replication.core.model import Key, KeyState
from s3_replication.iam import UNKNOWN, Grant, Policy, Unknown
from s3_replication.plan.instances import Instance
from s3_replication.plan.links import KEYS, Links
from s3_replication.plan.notes import Notes
from s3_replication.plan.policies import PolicyReader
from s3_replication.plan.values import block, flag, mapping, text, texts

__all__ = ["KeyReader"]

_ARN = re.compile(r"arn:[\w-]+:kms:([\w-]+):(\d{12}):(key/.+|alias/.+|known-after-apply:.+)", re.ASCII | re.DOTALL)
_NOWHERE = ""
_MANAGED_ALIAS = "alias/aws/s3"
_SYMMETRIC = "SYMMETRIC_DEFAULT"


class KeyReader:
    """Puts each key together from its resources."""

    def __init__(self, links: Links, policies: PolicyReader, notes: Notes) -> None:
        self._links, self._policies, self._notes = links, policies, notes
        self._unplaced = False

    def read(self, instances: Iterable[Instance]) -> dict[str, tuple[Key, str]]:
        """Keys by ARN, and by the ARN of each alias, with their addresses."""
        listed = list(instances)
        policies, grants = self._by_key(listed, "aws_kms_key_policy"), self._by_key(listed, "aws_kms_grant")
        self._unplaced = _NOWHERE in policies
        found: dict[str, tuple[Key, str]] = {}
        for instance in listed:
            if not instance.block.startswith((*KEYS, "data.aws_kms_key.")):
                continue
            arn = self._links.arns.of(instance)
            if arn is None or not _ARN.fullmatch(arn):
                self._notes.add(
                    instance.address,
                    "the account or Region of its provider cannot be seen in the plan, so the key was left out: name them.",
                )
            elif instance.mode == "managed" or arn not in found:
                found[arn] = (self._key(instance, arn, policies.get(arn, []), grants.get(arn, [])), instance.address)
        for arn, (policy, *_) in policies.items():
            if arn not in found and (parts := _ARN.fullmatch(arn)):
                key = Key(arn, parts[2], parts[1], state=UNKNOWN, policy=self._policies.read(policy, "policy"))
                found[arn] = (key, policy.address)
        return {**found, **self._aliases(listed, found)}

    def _key(self, instance: Instance, arn: str, policies: list[Instance], grants: list[Instance]) -> Key:
        region, account, _ = _ARN.fullmatch(arn).groups()  # type: ignore[union-attr]  # the caller has matched it
        spec = text(instance.values.get("customer_master_key_spec")) or text(instance.values.get("key_spec")) or _SYMMETRIC
        usage = text(instance.values.get("key_usage")) or "ENCRYPT_DECRYPT"
        return Key(
            arn=arn,
            account=account,
            region=region,
            state=_state(instance),
            # Without account numbers nobody can say whether a grant is the role's, so nothing is surely refused.
            policy=UNKNOWN
            if grants and not self._links.numbers_are_known
            else self._policy(instance, policies, account, arn.split(":")[1]),
            grants=tuple(grant for one in grants if (grant := _grant(one))),
            symmetric=isinstance(spec, Unknown) or isinstance(usage, Unknown) or (spec, usage) == (_SYMMETRIC, "ENCRYPT_DECRYPT"),
            aws_managed=text(instance.values.get("key_manager")) == "AWS",
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
                arn = self._links.key_arn(instance, instance.values.get("key_id"), ["key_id"])
                if isinstance(arn, str):
                    found.setdefault(arn, []).append(instance)
                else:
                    self._notes.add(instance.address, "which key this belongs to is known only after apply, so it was left out.")
                    found.setdefault(_NOWHERE, []).append(instance)
        return found

    def _aliases(self, instances: list[Instance], keys: Mapping[str, tuple[Key, str]]) -> dict[str, tuple[Key, str]]:
        found: dict[str, tuple[Key, str]] = {}
        for instance in instances:
            if instance.type != "aws_kms_alias" or (alias := self._links.arns.of(instance)) is None:
                continue
            attribute = "target_key_arn" if instance.mode == "data" else "target_key_id"
            target = self._links.key_arn(instance, instance.values.get(attribute), [attribute])
            if isinstance(target, str) and target in keys:
                found[alias] = (keys[target][0], instance.address)
            elif isinstance(target, str) and (parts := _ARN.fullmatch(target)):
                managed = text(instance.values.get("name")) == _MANAGED_ALIAS
                key = Key(target, parts[2], parts[1], state=UNKNOWN, policy=None if managed else UNKNOWN, aws_managed=managed)
                found[alias] = found[target] = (key, instance.address)
        return found


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
    """What KMS gives a key without a policy (KMS Developer Guide, "Default key policy"): its account's IAM decides."""
    statement = {
        "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
        "Action": "kms:*", "Resource": "*",
    }  # fmt: skip
    return Policy.parse({"Version": "2012-10-17", "Statement": [statement]}, f"{address} (default key policy)")
