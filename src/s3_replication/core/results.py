"""What decide() returns: for each destination the outcome, the reason, the rule and the steps of the delivery."""

from dataclasses import dataclass
from enum import StrEnum

from s3_replication.core.configuration.model import Rule
from s3_replication.core.explanations import FailureReason, Reason
from s3_replication.core.model import Change, ReplicationStatus, Version
from s3_replication.iam import EvaluationResult, Unknown

__all__ = [
    "Admission", "Check", "Component", "Decision", "Outcome", "Presence", "Replica", "RuleVerdict", "Step", "Task",
]  # fmt: skip


class Outcome(StrEnum):
    """The result of one replication task. PENDING means queued and not yet delivered, before deliver()."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    NOT_REPLICATED = "NOT_REPLICATED"
    UNKNOWN = "UNKNOWN"


class Presence(StrEnum):
    """Whether the destination has the version before the delivery."""

    ABSENT = "absent"
    PRESENT = "present"
    HARD_DELETED = "hard-deleted"


class Component(StrEnum):
    """The parts of a version that replicate separately, each with its own status."""

    OBJECT = "object"
    DELETE_MARKER = "delete-marker"
    TAGS = "tags"
    ACL = "acl"
    RETENTION = "retention"
    LEGAL_HOLD = "legal-hold"


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """One rule compared with one version: `reason` None means that the rule won for its destination, or may have (then
    the task is UNKNOWN)."""

    rule_id: str
    destination: str
    reason: Reason | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Admission:
    """The rule, role and destination of a queued version. They stay the same if the configuration changes (fact 2.20)."""

    source_bucket: str
    destination_bucket: str
    role: str | Unknown
    rule: Rule
    component: Component
    change: Change


@dataclass(frozen=True, slots=True)
class Check:
    """One permission that a step needs, and IAM's verdict."""

    action: str
    resource: str
    decision: EvaluationResult


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a delivery in S3's order; `failure` None means that it passed. `assumed` marks a step that depends on an assumption."""

    name: str
    outcome: Outcome
    checks: tuple[Check, ...] = ()
    failure: FailureReason | None = None
    facts: tuple[str, ...] = ()
    assumed: bool = False
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Replica:
    """The replica's metadata: `version` is the version in the destination bucket; `applies_default_retention` says that the
    destination's default retention applies, counted from delivery (fact 3.53), `unknown` names the metadata that is not known."""

    version: Version
    applies_default_retention: bool = False
    without_tags: bool = False
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """The result for one destination. `reason` is set for NOT_REPLICATED, `failure_reason` for FAILED, `unknown` for UNKNOWN.

    `destination_bucket` is the bucket's name, or "" if it is unknown or no rule names one.
    A version that no rule selects in a batch job is FAILED with SrcObjectNotEligible, and `reason` says why (fact 6.03).
    `reported` False says that S3 sends no failure event and counts no failed operation (fact 4.17).
    """

    destination_bucket: str
    outcome: Outcome
    rules: tuple[RuleVerdict, ...]
    admission: Admission | None = None
    reason: Reason | None = None
    steps: tuple[Step, ...] = ()
    failure_reason: FailureReason | None = None
    unknown: frozenset[str] = frozenset()
    replica: Replica | None = None
    reported: bool = True
    facts: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def reason_is_open(self) -> bool:
        """Whether another step is not known, so that the version fails in any case and S3 may report that step's reason."""
        return self.failure_reason is not None and bool(self.unknown)


@dataclass(frozen=True, slots=True)
class Decision:
    """The result for one version: a task per destination, the aggregate status (None: no header, UNKNOWN: it depends on what is
    unknown) and, if S3 queued nothing, the reason that covers every rule."""

    version: Version
    change: Change
    tasks: tuple[Task, ...]
    status: ReplicationStatus | Unknown | None
    reason: Reason | None = None
