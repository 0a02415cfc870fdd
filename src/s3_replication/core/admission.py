"""Admission: the decision S3 makes at write time about which destinations a version replicates to, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from s3_replication.core.configuration.model import Rule
from s3_replication.core.explanations import REASON_FACTS, FailureReason, Reason
from s3_replication.core.matching import (
    ENABLED,
    KMS_KINDS,
    METADATA_CHANGES,
    RuleGroup,
    is_replica,
    key_mismatch,
    mismatch,
    replicates_kms,
    replicates_markers,
    rule_prefix,
    syncs_replicas,
)  # fmt: skip
from s3_replication.core.model import Bucket, Change, Ownership, Version, World
from s3_replication.core.results import Admission, Component, Outcome, RuleVerdict, Task
from s3_replication.core.switches import Assumption
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["ARCHIVE_CLASSES", "KeyVerdicts", "Writing", "admit_to"]

ARCHIVE_CLASSES: Final = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_NEVER: Final = {
    Change.VERSION_DELETE: (Reason.VERSION_DELETE, "a delete with a version id never replicates"),
    Change.LIFECYCLE: (Reason.LIFECYCLE_ACTION, "lifecycle actions never replicate"),
    Change.RESTORE: (Reason.RESTORE, "restoring an archived object is no new version"),
    Change.EXISTING: (Reason.EXISTING_OBJECT, "the version is older than the rule"),
}
_COMPONENTS: Final = {
    Change.TAGS: Component.TAGS,
    Change.ACL: Component.ACL,
    Change.RETENTION: Component.RETENTION,
    Change.LEGAL_HOLD: Component.LEGAL_HOLD,
}
_NEAREST: Final = (
    Reason.REPLICA_MODIFICATIONS_OFF, Reason.KMS_NOT_OPTED_IN, Reason.DELETE_MARKERS_OFF, Reason.TAGS_DIFFER, Reason.RULE_DISABLED,
    Reason.PREFIX_DIFFERS,
)  # fmt: skip
_INFERRED: Final = frozenset({Reason.ENCRYPTION_UPDATE, Reason.ACLS_DISABLED})


def component_of(version: Version, change: Change) -> Component:
    """Return the component that the change replicates."""
    if version.delete_marker:
        return Component.DELETE_MARKER
    return _COMPONENTS.get(change, Component.OBJECT)


@dataclass(frozen=True, slots=True)
class Writing:
    """One change of one version in its source bucket, with the role that S3 would use for it."""

    world: World
    source: Bucket
    role: str | Unknown
    version: Version
    change: Change


class KeyVerdicts:
    """The verdicts that follow from the last key alone. Versions of one key often come in a row, and rules may be a thousand."""

    def __init__(self) -> None:
        self._last: tuple[str, dict[int, tuple[RuleVerdict | None, ...]]] = ("", {})

    def of(self, group: RuleGroup, key: str) -> tuple[RuleVerdict | None, ...]:
        """The verdict about each rule of the group, None where it depends on more than the key. Groups live as long as this object."""
        last = self._last
        if last[0] != key:
            last = self._last = (key, {})
        found = last[1].get(id(group))
        if found is None:
            found = last[1][id(group)] = tuple(_key_verdict(group, rule, key) for rule in group.rules)
        return found


def _key_verdict(group: RuleGroup, rule: Rule, key: str) -> RuleVerdict | None:
    found = key_mismatch(rule, key)
    return None if found is None else RuleVerdict(rule.id or "", group.destination, *found)


def gate(writing: Writing) -> tuple[Reason | Unknown | None, str]:
    """Return why no rule can select the version, or None. It does not look at the rules."""
    version, change = writing.version, writing.change
    if change in _NEVER:
        return _NEVER[change]
    if change in METADATA_CHANGES:
        return (Reason.NEVER_ADMITTED, "the version has no replication status") if version.status is None else (None, "")
    if change is Change.ENCRYPTION_UPDATE:
        return _encryption_update(writing.world.switches.encryption_update_replicates)
    if is_replica(version) and change is not Change.BATCH:
        return Reason.IS_REPLICA, "the version arrived by replication"
    archived = not version.delete_marker and (version.storage_class in ARCHIVE_CLASSES or version.archived)
    return (Reason.ARCHIVED, f"storage class {version.storage_class}") if archived else (None, "")


def _encryption_update(replicates: Assumption) -> tuple[Reason | Unknown | None, str]:
    if replicates is Assumption.NO:
        return Reason.ENCRYPTION_UPDATE, "UpdateObjectEncryption is taken not to replicate"
    return (None, "") if replicates is Assumption.YES else (UNKNOWN, "effect of UpdateObjectEncryption on replication")


def admit_to(writing: Writing, groups: Sequence[RuleGroup], known: KeyVerdicts) -> tuple[Task, ...]:
    """Return one task per destination: PENDING with its admission, NOT_REPLICATED with the reason, or UNKNOWN."""
    reason, evidence = gate(writing)
    if reason is None:
        tasks = tuple(_admit_group(writing, group, known.of(group, writing.version.key)) for group in groups)
    else:
        tasks = tuple(_not_replicated(group, reason, evidence) for group in groups)
    if writing.change is Change.BATCH and all(task.outcome is Outcome.NOT_REPLICATED for task in tasks):
        return tuple(replace(task, outcome=Outcome.FAILED, failure_reason=FailureReason.SRC_OBJECT_NOT_ELIGIBLE) for task in tasks)
    return tasks


def _not_replicated(group: RuleGroup, reason: Reason | Unknown, evidence: str) -> Task:
    named = None if isinstance(reason, Unknown) else reason
    verdicts = tuple(RuleVerdict(rule.id or "", group.destination, named, evidence) for rule in group.rules)
    if named is None:
        return Task(group.destination, Outcome.UNKNOWN, verdicts, unknown=frozenset({evidence}))
    return _refused(group, verdicts, named)


def _refused(group: RuleGroup, verdicts: tuple[RuleVerdict, ...], reason: Reason) -> Task:
    return Task(group.destination, Outcome.NOT_REPLICATED, verdicts, reason=reason, facts=REASON_FACTS[reason], assumed=reason in _INFERRED)


def _admit_group(writing: Writing, group: RuleGroup, known: Sequence[RuleVerdict | None]) -> Task:
    verdicts: list[RuleVerdict] = []
    winner: Rule | None = None
    unknown: frozenset[str] = frozenset()
    for rule, verdict in zip(group.rules, known, strict=True):
        if verdict is not None:
            verdicts.append(verdict)
            continue
        reason, evidence = mismatch(rule, writing.version, writing.change, writing.world.switches)
        if winner is not None and not isinstance(reason, Reason):
            reason, evidence = Reason.LOWER_PRIORITY, f"rule {winner.id or ''} has priority {winner.priority}"
        elif reason is None:
            winner = rule
            reason, evidence = _winner_mismatch(writing, group, rule)
        if isinstance(reason, Unknown):
            unknown |= {evidence}
            reason = None
        verdicts.append(RuleVerdict(rule.id or "", group.destination, reason, evidence))
    held = tuple(verdicts)
    if unknown or (winner is not None and not group.destination):
        return Task(group.destination, Outcome.UNKNOWN, held, unknown=unknown or frozenset({f"destination of rule {winner and winner.id}"}))
    if winner is None:
        return _refused(group, held, nearest(held))
    lost = next(verdict.reason for rule, verdict in zip(group.rules, held, strict=True) if rule is winner)
    if lost is not None:
        return _refused(group, held, lost)
    component = component_of(writing.version, writing.change)
    admission = Admission(writing.source.name, group.destination, writing.role, winner, component, writing.change)
    return Task(group.destination, Outcome.PENDING, held, admission)


def nearest(verdicts: Sequence[RuleVerdict]) -> Reason:
    """Return the reason of the rule that came closest to selecting the version."""
    reasons = {verdict.reason for verdict in verdicts}
    return next((reason for reason in _NEAREST if reason in reasons), Reason.NO_RULE_MATCHES)


def _winner_mismatch(writing: Writing, group: RuleGroup, rule: Rule) -> tuple[Reason | Unknown | None, str]:
    """Return why the winning rule does not replicate the change. S3 does not try the destination's other rules."""
    version, change = writing.version, writing.change
    if version.delete_marker:
        if not replicates_markers(rule):
            return Reason.DELETE_MARKERS_OFF, "DeleteMarkerReplication is not Enabled"
        return None, f"priority {rule.priority}"
    if version.encryption.kind in KMS_KINDS and not replicates_kms(rule):
        return Reason.KMS_NOT_OPTED_IN, "SseKmsEncryptedObjects is not Enabled"
    if change is Change.ACL:
        return _acl_mismatch(writing.world, group, rule)
    if change in METADATA_CHANGES and is_replica(version):
        return _reverse_rule_mismatch(writing, group)
    return None, f"priority {rule.priority}"


def _acl_mismatch(world: World, group: RuleGroup, rule: Rule) -> tuple[Reason | None, str]:
    if rule.destination.owner_translation is not None:
        return Reason.OWNER_OVERRIDE, "AccessControlTranslation stops ACL changes"
    destination = world.buckets.get(group.destination)
    if destination is not None and destination.ownership is Ownership.BUCKET_OWNER_ENFORCED:
        return Reason.ACLS_DISABLED, "the destination's Object Ownership is BucketOwnerEnforced"
    return None, f"priority {rule.priority}"


def _reverse_rule_mismatch(writing: Writing, group: RuleGroup) -> tuple[Reason | Unknown | None, str]:
    """Return why the change is not sent back: replica modification sync needs an enabled rule in both directions (7.03)."""
    other = writing.world.buckets.get(group.destination)
    if other is None or isinstance(other.replication, Unknown):
        known = other is None and writing.world.lacks(group.destination)
        return (None, "") if known else (UNKNOWN, f"replication configuration of bucket {group.destination}")
    for rule in other.replication.rules if other.replication is not None else ():
        if _syncs(rule, writing.source, writing.version):
            return None, "ReplicaModifications is Enabled both ways"
    return Reason.REPLICA_MODIFICATIONS_OFF, f"no rule of bucket {group.destination} syncs replica modifications to {writing.source.name}"


def _syncs(rule: Rule, source: Bucket, version: Version) -> bool:
    prefix = rule_prefix(rule)
    return (
        rule.status == ENABLED
        and rule.destination.bucket == source.arn
        and (isinstance(prefix, Unknown) or version.key.startswith(prefix))
        and syncs_replicas(rule)
    )
