"""Finds the bucket, role or key that a resource of the plan names by its name, its ARN or a reference."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.arns import KEY_TYPES, Arns, bucket_of
from s3_replication.plan.instances import Instance
from s3_replication.plan.reference_graph import ReferenceGraph, ResourceAttribute
from s3_replication.plan.values import text, texts

__all__ = ["KEYS", "ResourceResolver"]

KEYS = tuple(f"{kind}." for kind in KEY_TYPES)
_ROLES = ("aws_iam_role.",)
_BUCKETS = ("aws_s3_bucket",)
_ALIASES = ("aws_kms_alias.", "data.aws_kms_alias.", "data.aws_kms_key.")
_KEY_ATTRIBUTES = ("arn", "id", "key_id")
_KEY_ID = re.compile(r"[\w-]+", re.ASCII)
_FARTHEST = 5  # a sub-resource may name its bucket through another sub-resource


class ResourceResolver:
    """Finds the resource that an argument of one plan means."""

    def __init__(self, graph: ReferenceGraph, arns: Arns, instances: Iterable[Instance], numbers_are_known: bool) -> None:
        self._graph, self.arns, self.numbers_are_known = graph, arns, numbers_are_known
        self._by_arn: dict[str, Instance] = {}
        self._keys: dict[str, list[str]] = {}
        self._roles: dict[tuple[str, str], str] = {}
        for instance in instances:
            arn = arns.of(instance)
            if arn and (instance.mode == "managed" or instance.type == "aws_iam_policy"):
                self._by_arn[arn] = instance
                if instance.type == "aws_iam_role":
                    self._roles.setdefault((instance.configuration.provider, arn.rpartition("/")[2]), arn)
                if instance.block.startswith(KEYS):
                    self._keys.setdefault(arn.partition(":key/")[2], []).append(arn)

    def bucket(self, instance: Instance, attribute: str = "bucket") -> str | None:
        """The name of the bucket that a sub-resource belongs to; None if the plan does not show it."""
        return self._bucket(instance, attribute, 0)

    def bucket_of(self, instance: Instance) -> str | None:
        """The name of the bucket that an instance is, or whose setting it is."""
        return self.arns.bucket(instance) if instance.type == "aws_s3_bucket" else self.bucket(instance)

    def _bucket(self, instance: Instance, attribute: str, steps: int) -> str | None:
        known = text(instance.values.get(attribute))
        if isinstance(known, str):
            return bucket_of(known) or known
        target = self._graph.target(instance, [attribute], _BUCKETS, ("id", "bucket", "arn", ""))
        if target is None or steps > _FARTHEST:
            return None
        if target.instance.type == "aws_s3_bucket":
            return self.arns.bucket(target.instance)
        return self._bucket(target.instance, attribute, steps + 1)

    def bucket_arn(self, instance: Instance, value: object, path: Sequence[str | int]) -> str | Unknown:
        """A bucket ARN in an argument; if it is not known yet, the ARN of a bucket of the plan."""
        known = text(value)
        if isinstance(known, str):
            return known
        target = self._graph.target(instance, path, _BUCKETS, ("arn",))
        if target and target.instance.type == "aws_s3_bucket" and (arn := self.arns.of(target.instance)):
            return arn
        return UNKNOWN

    def account(self, value: object) -> str | Unknown | None:
        """An account id in an argument; UNKNOWN if the ids of the plan's accounts are not known."""
        known = text(value)
        return known if known is None or self.numbers_are_known else UNKNOWN

    def role_arn(self, instance: Instance, path: Sequence[str | int], value: object) -> str | Unknown:
        """A role's ARN in an argument."""
        return self._arn(instance, value, path, _ROLES, ("arn",))

    def role(self, instance: Instance) -> str | None:
        """The ARN of the role that a policy resource names by its name; None for a role that the plan does not contain."""
        name = text(instance.values.get("role"))
        if not isinstance(name, Unknown):
            return self._roles.get((instance.configuration.provider, name or ""))
        target = self._graph.target(instance, ["role"], _ROLES, ("id", "name", "arn"))
        return self.arns.of(target.instance) if target else None

    def roles(self, instance: Instance) -> Sequence[str | None]:
        """The ARNs of the roles that a policy resource names; None for one that the plan does not contain or show."""
        if instance.type != "aws_iam_policy_attachment":
            return [self.role(instance)]
        names = texts(instance.values.get("roles"))
        return [self.role(replace(instance, values={"role": name})) if isinstance(name, str) else None for name in names]

    def key_arn(self, instance: Instance, value: object, path: Sequence[str | int]) -> str | Unknown:
        """A key's ARN in an argument that may also hold its id or an alias."""
        known = text(value)
        if isinstance(known, str):
            return self._of_key_id(instance, known)
        return self._arn(instance, value, path, (*KEYS, *_ALIASES), (*_KEY_ATTRIBUTES, "target_key_arn", "target_key_id"))

    def policy(self, instance: Instance, value: object, path: Sequence[str | int]) -> Instance | str | Unknown:
        """The managed policy of an argument: the resource if the plan contains it, else its ARN."""
        known = text(value)
        if isinstance(known, str):
            return self._by_arn.get(known, known)
        target = self._graph.target(instance, path, ("aws_iam_policy.", "data.aws_iam_policy."), ("arn", "id"))
        return target.instance if target else UNKNOWN

    def _arn(
        self, instance: Instance, value: object, path: Sequence[str | int], types: Sequence[str], attributes: Sequence[str]
    ) -> str | Unknown:
        known = text(value)
        if isinstance(known, str):
            return known
        target = self._graph.target(instance, path, types, attributes)
        return (self._of_alias(target) or self.arns.of(target.instance) or UNKNOWN) if target else UNKNOWN

    def _of_alias(self, target: ResourceAttribute) -> str | None:
        """The target of an alias is the key itself."""
        if target.attribute not in ("target_key_arn", "target_key_id") or target.instance.mode != "managed":
            return None
        known = text(target.instance.values.get("target_key_id"))
        if isinstance(known, str):
            return self._of_key_id(target.instance, known)
        key = self._graph.target(target.instance, ["target_key_id"], KEYS, _KEY_ATTRIBUTES)
        return self.arns.of(key.instance) if key else None

    def _of_key_id(self, instance: Instance, known: str) -> str:
        """The ARN of a key by its id alone: the key of the resource's own Region, since a multi-Region key has its id in others too."""
        same = self._keys.get(known, [])
        own = self.arns.key(instance, known) if _KEY_ID.fullmatch(known) else None
        return own or (same[0] if len(same) == 1 else known)
