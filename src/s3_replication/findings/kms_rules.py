"""Rules that ask for KMS-encrypted objects and replicate none of them."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from s3_replication.core import KMS_KINDS, FailureReason, Outcome, Rule, Task, Version, World, replicates_kms
from s3_replication.iam import Unknown

__all__ = ["DecidedVersion", "failing_kms_objects"]

DecidedVersion: TypeAlias = tuple[Version, Task]
_NO_OBJECT: Final = frozenset({FailureReason.SRC_KEY_NOT_FOUND})


def failing_kms_objects(world: World, decided: Iterable[DecidedVersion]) -> Sequence[DecidedVersion]:
    """The KMS-encrypted objects of rules that opt in to such objects and let all of them fail.

    An upload may name any key, and a role usually may use a few keys only. So the objects are those under the world's own keys that
    the rule does not name for the replicas, or under any key if the world has no such key.
    """
    by_rule: dict[tuple[str, str, str | None], list[DecidedVersion]] = {}
    for version, task in decided:
        if task.admission is not None and version.encryption.kind in KMS_KINDS and _opted_in(world, version, task.admission.rule):
            by_rule.setdefault((version.bucket, task.destination_bucket, task.admission.rule.id), []).append((version, task))
    failing = []
    for of_rule in by_rule.values():
        meant = [one for one in of_rule if _has_own_key(world, *one)] or [one for one in of_rule if one[1].failure_reason not in _NO_OBJECT]
        failing += meant if all(task.outcome is Outcome.FAILED for _, task in meant) else []
    return failing


def _opted_in(world: World, version: Version, rule: Rule) -> bool:
    """Whether only the rule asks for such objects. A default encryption with KMS says more exactly which ones are expected."""
    source = world.buckets.get(version.bucket)
    default = None if source is None or isinstance(source.default_encryption, Unknown) else source.default_encryption.kind
    return replicates_kms(rule) and default not in KMS_KINDS


def _has_own_key(world: World, version: Version, task: Task) -> bool:
    key, source = world.keys.get(str(version.encryption.key_arn)), world.buckets.get(version.bucket)
    if key is None or source is None or task.admission is None or key.aws_managed:
        return False
    return key.region == source.region and key.arn != task.admission.rule.destination.replica_kms_key
