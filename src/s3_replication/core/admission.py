"""Admission: the moment S3 decides, at write time, to which destinations a version must go, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from s3_replication.core.configuration.model import Rule
from s3_replication.core.decision import Admission, Component, FailureReason, Outcome, Reason, RuleVerdict, Task
from s3_replication.core.matching import (
    ENABLED,
    KMS_KINDS,
    METADATA_CHANGES,
    RuleGroup,
    held_against,
    is_replica,
    replicates_kms,
    replicates_markers,
    rule_prefix,
    syncs_replicas,
)  # fmt: skip
from s3_replication.core.model import Bucket, Change, Ownership, Version, World
from s3_replication.core.reasons import REASON_FACTS
from s3_replication.core.switches import Sent
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["ARCHIVE_CLASSES", "Writing", "admit_to"]

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
    """The job that the change starts."""
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


def gate(writing: Writing) -> tuple[Reason | Unknown | None, str]:
    """What keeps the version from every rule alike (None: nothing), before any rule is looked at."""
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


def _encryption_update(sent: Sent) -> tuple[Reason | Unknown | None, str]:
    if sent is Sent.NO:
        return Reason.ENCRYPTION_UPDATE, "UpdateObjectEncryption is taken not to replicate"
    return (None, "") if sent is Sent.YES else (UNKNOWN, "effect of UpdateObjectEncryption on replication")


def admit_to(writing: Writing, groups: Sequence[RuleGroup]) -> tuple[Task, ...]:
    """One task per destination: PENDING with its admission, NOT_REPLICATED with the reason, or UNKNOWN with what is not known."""
    reason, evidence = gate(writing)
    if reason is None:
        tasks = tuple(_admit_group(writing, group) for group in groups)
    else:
        tasks = tuple(_shut(group, reason, evidence) for group in groups)
    if writing.change is Change.BATCH and all(task.outcome is Outcome.NOT_REPLICATED for task in tasks):
        return tuple(replace(task, outcome=Outcome.FAILED, failure_reason=FailureReason.SRC_OBJECT_NOT_ELIGIBLE) for task in tasks)
    return tasks


def _shut(group: RuleGroup, reason: Reason | Unknown, evidence: str) -> Task:
    named = None if isinstance(reason, Unknown) else reason
    verdicts = tuple(RuleVerdict(rule.id or "", group.destination, named, evidence) for rule in group.rules)
    if named is None:
        return Task(group.destination, Outcome.UNKNOWN, verdicts, unknown=frozenset({evidence}))
    return _refused(group, verdicts, named)


def _refused(group: RuleGroup, verdicts: tuple[RuleVerdict, ...], reason: Reason) -> Task:
    return Task(group.destination, Outcome.NOT_REPLICATED, verdicts, reason=reason, facts=REASON_FACTS[reason], assumed=reason in _INFERRED)


def _admit_group(writing: Writing, group: RuleGroup) -> Task:
    verdicts: list[RuleVerdict] = []
    winner: Rule | None = None
    unknown: frozenset[str] = frozenset()
    for rule in group.rules:
        reason, evidence = held_against(rule, writing.version, writing.change, writing.world.switches)
        if winner is not None and not isinstance(reason, Reason):
            reason, evidence = Reason.LOWER_PRIORITY, f"rule {winner.id or ''} has priority {winner.priority}"
        elif reason is None:
            winner = rule
            reason, evidence = _held_against_winner(writing, group, rule)
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
    """The reason of the rule that came nearest to selecting the version."""
    reasons = {verdict.reason for verdict in verdicts}
    return next((reason for reason in _NEAREST if reason in reasons), Reason.NO_RULE_MATCHES)


def _held_against_winner(writing: Writing, group: RuleGroup, rule: Rule) -> tuple[Reason | Unknown | None, str]:
    """What the winning rule itself does not carry; no other rule of the destination steps in."""
    version, change = writing.version, writing.change
    if version.delete_marker:
        if not replicates_markers(rule):
            return Reason.DELETE_MARKERS_OFF, "DeleteMarkerReplication is not Enabled"
        return None, f"priority {rule.priority}"
    if version.encryption.kind in KMS_KINDS and not replicates_kms(rule):
        return Reason.KMS_NOT_OPTED_IN, "SseKmsEncryptedObjects is not Enabled"
    if change is Change.ACL:
        return _acl_held_against(writing.world, group, rule)
    if change in METADATA_CHANGES and is_replica(version):
        return _way_back(writing, group)
    return None, f"priority {rule.priority}"


def _acl_held_against(world: World, group: RuleGroup, rule: Rule) -> tuple[Reason | None, str]:
    if rule.destination.owner_translation is not None:
        return Reason.OWNER_OVERRIDE, "AccessControlTranslation stops ACL changes"
    destination = world.buckets.get(group.destination)
    if destination is not None and destination.ownership is Ownership.BUCKET_OWNER_ENFORCED:
        return Reason.ACLS_DISABLED, "the destination's Object Ownership is BucketOwnerEnforced"
    return None, f"priority {rule.priority}"


def _way_back(writing: Writing, group: RuleGroup) -> tuple[Reason | Unknown | None, str]:
    """Replica modification sync asks for an enabled rule the other way too (7.03)."""
    other = writing.world.buckets.get(group.destination)
    if other is None or isinstance(other.replication, Unknown):
        known = other is None and writing.world.complete
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
