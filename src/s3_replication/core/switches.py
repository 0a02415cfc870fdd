"""What AWS's documents leave open, or where they and recordings of the real service disagree, as named switches."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from s3_replication.errors import InputError

__all__ = ["Assumption", "Switches", "read_switches"]


class Assumption(StrEnum):
    """How to read a question that AWS's documents leave open. With UNKNOWN, an answer that depends on the question is UNKNOWN."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Switches:
    """One field per open question; each default has the better evidence. The numbers are facts.

    At PutBucketReplication:
    `reject_lock_mismatch` refuses a destination without Object Lock for a source with it (1.09, User Guide's wording; recorded: accepted).
    `accept_v1_without_prefix` takes a V1 rule without Prefix (1.52, old examples; recorded: MalformedXML).
    `accept_v2_without_delete_markers` takes a V2 rule without DeleteMarkerReplication (1.56, some examples; recorded: InvalidRequest).
    `accept_threshold_without_rtc` takes a metrics threshold without Replication Time Control (1.119, one example; recorded: refused).
    `replica_modifications_need_kms_choice` refuses ReplicaModifications without SseKmsEncryptedObjects (1.111, API text; taken).
    `accept_same_priority_elsewhere` takes equal priorities on rules with different destinations (1.94; refused by default).

    At admission:
    `search_marker_rule` searches the lower rules if the winner replicates no delete markers (2.16; by default the winner decides).
    `kms_choice_selects_rule` makes the KMS opt-in part of rule selection (2.15); off: the winner decides and may skip the version.
    `encryption_update_replicates`: UpdateObjectEncryption (3.26) replicates (YES), does not (NO), or is not known.

    At delivery:
    `tag_failure_fails` makes a failed tag component FAILED (4.16, 4.17, recorded); off: COMPLETED without tags (User Guide).
    `get_object_version_reads_sse_s3` takes s3:GetObjectVersion in place of s3:GetObjectVersionForReplication for SSE-S3 (5.25).
    `destination_scp_acts` lets the destination account's SCPs act on the role (5.48, one User Guide sentence).
    `via_service_has_dns_suffix`: kms:ViaService ends in the partition's DNS suffix, amazonaws.com.cn in China (5.29, whose page states
    amazonaws.com only); NO: it ends in amazonaws.com in every partition.
    `account_mismatch_fails` fails deliveries whose Destination.Account is not the owner (1.104); off: the field is ignored.
    `generate_data_key_always` requires kms:GenerateDataKey on the destination key without a bucket key too (5.22, 5.27).

    Elsewhere:
    `lifecycle_waits_for_failed` keeps lifecycle from acting on FAILED versions (3.107); off: only PENDING blocks (2023 text).
    `rtc_design_percent` is the share of objects that Replication Time Control replicates in 15 minutes (4.76; 99.99 in the 2023 text).

    No document says what S3 does:
    `trust_source_keys`: S3 sends aws:SourceArn and aws:SourceAccount when it assumes the role (5.01).
    `base_permission_missing_fails`: a missing (not denied) s3:GetReplicationConfiguration, or s3:ListBucket for markers, breaks it (5.10).
    """

    reject_lock_mismatch: bool = False
    accept_v1_without_prefix: bool = False
    accept_v2_without_delete_markers: bool = False
    accept_threshold_without_rtc: bool = False
    replica_modifications_need_kms_choice: bool = False
    accept_same_priority_elsewhere: bool = False
    search_marker_rule: bool = False
    kms_choice_selects_rule: bool = True
    encryption_update_replicates: Assumption = Assumption.NO
    tag_failure_fails: bool = True
    get_object_version_reads_sse_s3: bool = True
    destination_scp_acts: bool = False
    via_service_has_dns_suffix: Assumption = Assumption.YES
    account_mismatch_fails: bool = True
    generate_data_key_always: bool = False
    lifecycle_waits_for_failed: bool = True
    rtc_design_percent: float = 99.9
    trust_source_keys: Assumption = Assumption.UNKNOWN
    base_permission_missing_fails: Assumption = Assumption.UNKNOWN


def read_switches(assignments: Iterable[str]) -> Switches:
    """Return switches from texts such as `trust_source_keys=yes`; raises InputError for an unknown name or value."""
    known = {field.name: field.default for field in fields(Switches)}
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, _, text = assignment.partition("=")
        if name not in known:
            raise InputError(f"switch {name!r} does not exist; choose one of {', '.join(sorted(known))}")
        values[name] = _value(name, text, known[name])
    return Switches(**values)


def _value(name: str, text: str, default: object) -> object:
    if isinstance(default, Assumption):
        readings: dict[str, object] = {assumption.value: assumption for assumption in Assumption}
    elif isinstance(default, bool):
        readings = {"true": True, "false": False}
    else:
        readings = {"99.9": 99.9, "99.99": 99.99}
    if text not in readings:
        raise InputError(f"switch {name} cannot be {text!r}; choose {' or '.join(readings)}, as in {name}={next(iter(readings))}")
    return readings[text]
