"""The rules about a rule's Destination and SourceSelectionCriteria (1g)."""

from collections.abc import Callable, Iterator
from typing import Final

from s3_replication.core.configuration.arns import is_bucket_arn, is_key_arn
from s3_replication.core.configuration.model import ReplicationConfiguration, Rule
from s3_replication.core.configuration.rejection import Rejection, invalid_argument, invalid_request
from s3_replication.core.configuration.values import named
from s3_replication.core.switches import Switches
from s3_replication.iam import Unknown, partition_of

__all__ = ["DESTINATION_CHECKS", "check_destinations"]

RTC_MINUTES: Final = 15


def check_bucket_arn(rule: Rule, name: str, _switches: Switches) -> Iterator[Rejection]:
    """The destination is the ARN of a bucket (1.100, 1.101, 1.14)."""
    arn = rule.destination.bucket
    if not isinstance(arn, Unknown) and not is_bucket_arn(arn):
        fact = "1.101" if ":::" in arn else "1.14" if ":accesspoint" in arn else "1.100"
        yield invalid_argument(fact, "Invalid bucket ARN", "Destination.Bucket must be a bucket's ARN", "Bucket", arn, rule=name)


def check_owner_override(rule: Rule, name: str, _switches: Switches) -> Iterator[Rejection]:
    """Owner override needs Account (1.105); S3 does not check that the account is correct (1.104, 1.106)."""
    if rule.destination.owner_translation is not None and rule.destination.account is None:
        text = "Account must be specified if the Owner in AccessControlTranslation has a value"
        yield invalid_request("1.105", text, "add the destination owner's account id", name)


def check_source_selection(rule: Rule, name: str, switches: Switches) -> Iterator[Rejection]:
    """SourceSelectionCriteria is not empty (1.110); the API Reference requires the KMS choice in it (1.111)."""
    selection = rule.source_selection
    if selection is None:
        return
    if selection.sse_kms_encrypted_objects is None and selection.replica_modifications is None:
        text = "SourceSelectionCriteria must specify at least one criterion."
        yield invalid_request("1.110", text, "leave SourceSelectionCriteria out or fill it", name)
    only = selection.replica_modifications is not None and selection.sse_kms_encrypted_objects is None
    if only and switches.replica_modifications_need_kms_choice:
        text = "SseKmsEncryptedObjects must be specified if ReplicaModifications is present."
        yield invalid_request("1.111", text, "add SseKmsEncryptedObjects", name, assumed=True)


def check_replica_key(rule: Rule, name: str, _switches: Switches) -> Iterator[Rejection]:
    """The KMS choice and the replica's key require each other (1.112, 1.113). The key is an ARN (1.114); S3 does not look it up (1.115)."""
    key, selection = rule.destination.replica_kms_key, rule.source_selection
    chosen = selection is not None and selection.sse_kms_encrypted_objects is not None
    if chosen and key is None:
        text = "ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present."
        yield invalid_request("1.112", text, "add EncryptionConfiguration with ReplicaKmsKeyID", name)
    if key is not None and not chosen:
        text = "SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present."
        yield invalid_request("1.113", text, "add SseKmsEncryptedObjects", name)
    if isinstance(key, str) and not is_key_arn(key):
        text = "Invalid ReplicaKmsKeyID ARN."
        yield invalid_argument("1.114", text, "ReplicaKmsKeyID must be a key's ARN", "ReplicaKmsKeyID", key, rule=name)


def check_replication_time(rule: Rule, name: str, switches: Switches) -> Iterator[Rejection]:
    """Replication Time Control, metrics and thresholds (1.118 to 1.123)."""
    metrics, time = rule.destination.metrics, rule.destination.replication_time
    if time is not None and metrics is None:
        text = "Replication destination must contain both ReplicationTime and Metrics or neither."
        yield invalid_request("1.120", text, "add Metrics", name)
    if time is not None and time.minutes is not None and time.minutes != RTC_MINUTES:
        yield _not_15("Time.Minutes", time.minutes, name)
    on = time is not None and time.status == "Enabled"
    threshold = metrics.event_threshold if metrics is not None else None
    if on and metrics is not None and metrics.status != "Enabled":
        detail = "enable Metrics with EventThreshold 15"
        yield invalid_argument("1.121", "Metrics must be enabled with ReplicationTime.", detail, "Metrics", metrics.status, rule=name)
    if threshold is not None and not on and not switches.accept_threshold_without_rtc:
        detail = "leave EventThreshold out or enable ReplicationTime"
        text = "Metrics cannot contain an event threshold when ReplicationTime is not specified or Disabled"
        yield invalid_argument("1.119", text, detail, "EventThreshold", str(threshold), rule=name)
    elif threshold is not None and threshold != RTC_MINUTES:
        yield _not_15("EventThreshold.Minutes", threshold, name)


def _not_15(argument: str, minutes: int, name: str) -> Rejection:
    return invalid_argument("1.122", f"{argument} must be {RTC_MINUTES}.", f"use {RTC_MINUTES} minutes", argument, str(minutes), rule=name)


def check_partition(configuration: ReplicationConfiguration) -> Iterator[Rejection]:
    """Replication does not cross partitions (1.102), so the role and the destinations are in one partition."""
    role = configuration.role
    if isinstance(role, Unknown) or not role.startswith("arn:"):
        return
    for name, rule in named(configuration.rules):
        arn = rule.destination.bucket
        if not isinstance(arn, Unknown) and is_bucket_arn(arn) and partition_of(arn) != partition_of(role):
            detail = f"the role is of partition {partition_of(role)}, the bucket is not"
            yield invalid_argument("1.102", "Invalid bucket ARN", detail, "Bucket", arn, rule=name)


DESTINATION_CHECKS: Final[tuple[Callable[[Rule, str, Switches], Iterator[Rejection]], ...]] = (
    check_bucket_arn, check_owner_override, check_source_selection, check_replica_key, check_replication_time,
)  # fmt: skip


def check_destinations(configuration: ReplicationConfiguration, switches: Switches) -> Iterator[Rejection]:
    """Every violation, rule by rule."""
    for name, rule in named(configuration.rules):
        for check in DESTINATION_CHECKS:
            yield from check(rule, name, switches)
    yield from check_partition(configuration)
