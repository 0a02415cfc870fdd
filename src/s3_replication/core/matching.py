"""Which rules select a version: filter, KMS opt-in, delete markers, replica modifications (facts 2.01 to 2.25, 3.65 to 3.80)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.core.configuration.model import ReplicationConfiguration, Rule
from s3_replication.core.explanations import Reason
from s3_replication.core.model import Change, EncryptionKind, Version
from s3_replication.core.switches import Switches
from s3_replication.iam import UNKNOWN, Arn, Unknown

__all__ = [
    "KMS_KINDS",
    "METADATA_CHANGES",
    "RuleGroup",
    "bucket_name",
    "is_replica",
    "key_mismatch",
    "mismatch",
    "replicates_kms",
    "replicates_markers",
    "rule_groups",
    "rule_prefix",
    "syncs_replicas",
]

METADATA_CHANGES: Final = frozenset({Change.TAGS, Change.ACL, Change.RETENTION, Change.LEGAL_HOLD})
KMS_KINDS: Final = frozenset({EncryptionKind.SSE_KMS, EncryptionKind.DSSE_KMS})
ENABLED: Final = "Enabled"


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules with one destination, highest Priority first. Rules with equal or no Priority keep the order in which they were sent."""

    destination: str
    rules: tuple[Rule, ...]


def bucket_name(arn: str) -> str:
    """The bucket's name in an S3 bucket ARN; a plan's placeholder for a name may contain colons."""
    found = Arn.find(arn)
    return found.resource if found else arn


def is_replica(version: Version) -> bool:
    """Whether the version arrived by replication."""
    return version.replica or version.status == "REPLICA"


def rule_prefix(rule: Rule) -> str | Unknown:
    """The prefix that keys must have; "" takes every key."""
    if rule.filter is not None:
        return rule.filter.prefix or ""
    return rule.prefix or ""


def replicates_markers(rule: Rule) -> bool:
    """V1 rules always replicate delete markers (3.67); V2 rules have an element for it (3.65, 3.66)."""
    return rule.filter is None or rule.delete_marker_replication == ENABLED


def replicates_kms(rule: Rule) -> bool:
    """Whether the rule opts in to objects under KMS keys (3.47)."""
    return rule.source_selection is not None and rule.source_selection.sse_kms_encrypted_objects == ENABLED


def syncs_replicas(rule: Rule) -> bool:
    """Whether the rule opts in to changes of replicas (3.99)."""
    return rule.source_selection is not None and rule.source_selection.replica_modifications == ENABLED


def rule_groups(configuration: ReplicationConfiguration) -> tuple[RuleGroup, ...]:
    """Rules by destination bucket, in the order destinations first appear; a rule with an unknown destination is a group alone."""
    groups: dict[str | int, list[Rule]] = {}
    for index, rule in enumerate(configuration.rules):
        bucket = rule.destination.bucket
        groups.setdefault(index if isinstance(bucket, Unknown) else bucket_name(bucket), []).append(rule)
    return tuple(RuleGroup(name if isinstance(name, str) else "", tuple(_by_priority(rules))) for name, rules in groups.items())


def _by_priority(rules: Sequence[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: -(rule.priority or 0))


def mismatch(rule: Rule, version: Version, change: Change, switches: Switches) -> tuple[Reason | Unknown | None, str]:
    """Return why the rule does not select the version, with the evidence; None if it does, UNKNOWN if that is not known.

    The rule is one that `key_mismatch` does not exclude.
    """
    found = _tag_mismatch(rule, version) or _choice_mismatch(rule, version, change, switches)
    if found is not None:
        return found
    if isinstance(rule_prefix(rule), Unknown):
        return UNKNOWN, f"prefix of rule {rule.id or ''}"
    return None, ""


def key_mismatch(rule: Rule, key: str) -> tuple[Reason, str] | None:
    """Return why the rule selects no version of the key, with the evidence; None if its status and prefix do not exclude it."""
    prefix = rule_prefix(rule)
    if not isinstance(prefix, Unknown) and not key.startswith(prefix):
        return Reason.PREFIX_DIFFERS, f"key {key!r} does not start with {prefix!r}"
    return None if rule.status == ENABLED else (Reason.RULE_DISABLED, "Status is Disabled")


def _tag_mismatch(rule: Rule, version: Version) -> tuple[Reason, str] | None:
    for tag in rule.filter.tags if rule.filter is not None else ():
        if version.delete_marker:
            return Reason.TAGS_DIFFER, "a delete marker has no tags"
        if version.tags.get(tag.key) != tag.value:
            return Reason.TAGS_DIFFER, f"tag {tag.key!r} is not {tag.value!r}"
    return None


def _choice_mismatch(rule: Rule, version: Version, change: Change, switches: Switches) -> tuple[Reason, str] | None:
    kms = version.encryption.kind in KMS_KINDS and not version.delete_marker
    if kms and switches.kms_choice_selects_rule and not replicates_kms(rule):
        return Reason.KMS_NOT_OPTED_IN, "SseKmsEncryptedObjects is not Enabled"
    if version.delete_marker and switches.search_marker_rule and not replicates_markers(rule):
        return Reason.DELETE_MARKERS_OFF, "DeleteMarkerReplication is not Enabled"
    if change in METADATA_CHANGES and is_replica(version) and not syncs_replicas(rule):
        return Reason.REPLICA_MODIFICATIONS_OFF, "ReplicaModifications is not Enabled"
    return None
