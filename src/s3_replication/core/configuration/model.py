"""A bucket's replication configuration, field by field as in the document of PutBucketReplication.

None means "element not sent"; S3 fills in no defaults (API: ReplicationConfiguration), so neither does this model.
"""

from dataclasses import dataclass

from s3_replication.iam import Unknown

__all__ = ["Destination", "Filter", "Metrics", "ReplicationConfiguration", "ReplicationTime", "Rule", "SourceSelection", "Tag"]


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag predicate; key and value are compared case-sensitively."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A V2 filter: empty, one prefix, one tag, or (`is_and`) several predicates."""

    prefix: str | Unknown | None = None
    tags: tuple[Tag, ...] = ()
    is_and: bool = False


@dataclass(frozen=True, slots=True)
class Metrics:
    """Metrics of a rule; `event_threshold` in minutes, allowed only together with RTC."""

    status: str
    event_threshold: int | None = None


@dataclass(frozen=True, slots=True)
class ReplicationTime:
    """S3 Replication Time Control; `minutes` may only be 15."""

    status: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """The destination of a rule, and how the replica differs from its source."""

    bucket: str | Unknown
    account: str | Unknown | None = None
    storage_class: str | None = None
    owner_translation: str | None = None
    replica_kms_key: str | Unknown | None = None
    metrics: Metrics | None = None
    replication_time: ReplicationTime | None = None


@dataclass(frozen=True, slots=True)
class SourceSelection:
    """Opt-ins of a rule: "Enabled", "Disabled" or not sent."""

    sse_kms_encrypted_objects: str | None = None
    replica_modifications: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `prefix` is the V1 element, `filter` makes the document V2."""

    status: str
    destination: Destination
    id: str | None = None
    priority: int | None = None
    prefix: str | None = None
    filter: Filter | None = None
    delete_marker_replication: str | None = None
    source_selection: SourceSelection | None = None
    existing_object_replication: str | None = None


@dataclass(frozen=True, slots=True)
class ReplicationConfiguration:
    """The whole document: one role for all rules, rules in the order they were sent."""

    role: str | Unknown
    rules: tuple[Rule, ...]
