"""What decide() answers: per destination whether, why, by which rule, through which steps and with which outcome."""

from dataclasses import dataclass
from enum import StrEnum

from s3_replication.core.configuration.model import Rule
from s3_replication.core.model import Change, ReplicationStatus, Version
from s3_replication.iam import Decision as IamDecision
from s3_replication.iam import Unknown

__all__ = [
    "Admission", "Check", "Component", "Decision", "FailureReason", "Outcome", "Presence", "Reason", "Replica", "RuleVerdict", "Step",
    "Task",
]  # fmt: skip


class Outcome(StrEnum):
    """The end of one replication task; PENDING is given by admit() alone: admitted and not yet delivered."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    NOT_REPLICATED = "NOT_REPLICATED"
    UNKNOWN = "UNKNOWN"


class Presence(StrEnum):
    """What the destination holds of the version before the delivery."""

    ABSENT = "absent"
    PRESENT = "present"
    HARD_DELETED = "hard-deleted"


class Component(StrEnum):
    """The parts of a version that replicate as jobs of their own, each with its own status."""

    OBJECT = "object"
    DELETE_MARKER = "delete-marker"
    TAGS = "tags"
    ACL = "acl"
    RETENTION = "retention"
    LEGAL_HOLD = "legal-hold"


class Reason(StrEnum):
    """Why a version is not replicated, in our words; S3 itself says nothing."""

    NO_CONFIGURATION = "no-configuration"
    NO_RULE_MATCHES = "no-rule-matches"
    RULE_DISABLED = "rule-disabled"
    PREFIX_DIFFERS = "prefix-differs"
    TAGS_DIFFER = "tags-differ"
    KMS_NOT_OPTED_IN = "kms-not-opted-in"
    DELETE_MARKERS_OFF = "delete-markers-off"
    LOWER_PRIORITY = "lower-priority"
    EXISTING_OBJECT = "existing-object"
    IS_REPLICA = "is-replica"
    REPLICA_MODIFICATIONS_OFF = "replica-modifications-off"
    VERSION_DELETE = "version-delete"
    LIFECYCLE_ACTION = "lifecycle-action"
    ARCHIVED = "archived"
    NEVER_ADMITTED = "never-admitted"
    OWNER_OVERRIDE = "owner-override"
    ACLS_DISABLED = "acls-disabled"
    RESTORE = "restore"
    ENCRYPTION_UPDATE = "encryption-update"


class FailureReason(StrEnum):
    """S3's own failure reasons (User Guide, "Amazon S3 replication failure reasons")."""

    ASSUME_ROLE_NOT_PERMITTED = "AssumeRoleNotPermitted"
    DST_BUCKET_INVALID_REGION = "DstBucketInvalidRegion"
    DST_BUCKET_NOT_FOUND = "DstBucketNotFound"
    DST_BUCKET_OBJECT_LOCK_CONFIG_MISSING = "DstBucketObjectLockConfigMissing"
    DST_BUCKET_UNVERSIONED = "DstBucketUnversioned"
    DST_DEL_OBJ_NOT_PERMITTED = "DstDelObjNotPermitted"
    DST_KMS_KEY_INVALID_STATE = "DstKmsKeyInvalidState"
    DST_KMS_KEY_NOT_FOUND = "DstKmsKeyNotFound"
    DST_MULTIPART_COMPLETE_NOT_PERMITTED = "DstMultipartCompleteNotPermitted"
    DST_MULTIPART_INIT_NOT_PERMITTED = "DstMultipartInitNotPermitted"
    DST_MULTIPART_UPLOAD_NOT_PERMITTED = "DstMultipartUploadNotPermitted"
    DST_OBJECT_HARD_DELETED = "DstObjectHardDeleted"
    DST_PUT_ACL_NOT_PERMITTED = "DstPutAclNotPermitted"
    DST_PUT_LEGAL_HOLD_NOT_PERMITTED = "DstPutLegalHoldNotPermitted"
    DST_PUT_OBJECT_NOT_PERMITTED = "DstPutObjectNotPermitted"
    DST_PUT_RETENTION_NOT_PERMITTED = "DstPutRetentionNotPermitted"
    DST_PUT_TAGGING_NOT_PERMITTED = "DstPutTaggingNotPermitted"
    DST_VERSION_NOT_FOUND = "DstVersionNotFound"
    INITIATE_REPLICATION_NOT_PERMITTED = "InitiateReplicationNotPermitted"
    SRC_BUCKET_INVALID_REGION = "SrcBucketInvalidRegion"
    SRC_BUCKET_NOT_FOUND = "SrcBucketNotFound"
    SRC_BUCKET_REPLICATION_CONFIG_MISSING = "SrcBucketReplicationConfigMissing"
    SRC_GET_ACL_NOT_PERMITTED = "SrcGetAclNotPermitted"
    SRC_GET_LEGAL_HOLD_NOT_PERMITTED = "SrcGetLegalHoldNotPermitted"
    SRC_GET_OBJECT_NOT_PERMITTED = "SrcGetObjectNotPermitted"
    SRC_GET_RETENTION_NOT_PERMITTED = "SrcGetRetentionNotPermitted"
    SRC_GET_TAGGING_NOT_PERMITTED = "SrcGetTaggingNotPermitted"
    SRC_HEAD_OBJECT_NOT_PERMITTED = "SrcHeadObjectNotPermitted"
    SRC_KEY_NOT_FOUND = "SrcKeyNotFound"
    SRC_KMS_KEY_INVALID_STATE = "SrcKmsKeyInvalidState"
    SRC_OBJECT_NOT_ELIGIBLE = "SrcObjectNotEligible"
    SRC_OBJECT_NOT_FOUND = "SrcObjectNotFound"
    SRC_REPLICATION_NOT_PENDING = "SrcReplicationNotPending"
    SRC_VERSION_NOT_FOUND = "SrcVersionNotFound"


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """One rule held against one version: `reason` None means that the rule won for its destination, or may have (then
    the task is UNKNOWN)."""

    rule_id: str
    destination: str
    reason: Reason | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Admission:
    """What S3 freezes when it admits a version: rule, role and destination stay, even if the configuration changes (fact 2.20)."""

    source_bucket: str
    destination_bucket: str
    role: str | Unknown
    rule: Rule
    component: Component
    change: Change


@dataclass(frozen=True, slots=True)
class Check:
    """One permission that a step needs, and what IAM says about it."""

    action: str
    resource: str
    decision: IamDecision


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a delivery in S3's order; `failure` None means that it passed. `assumed` marks a step that rests on inference."""

    name: str
    outcome: Outcome
    checks: tuple[Check, ...] = ()
    failure: FailureReason | None = None
    facts: tuple[str, ...] = ()
    assumed: bool = False
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Replica:
    """The exact look of the replica: `version` lives in the destination bucket; `applies_default_retention` says that the
    destination's default retention applies, counted from delivery (fact 3.53), `unknown` names what of the look is not known."""

    version: Version
    applies_default_retention: bool = False
    without_tags: bool = False
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """One destination's answer. `reason` is set for NOT_REPLICATED, `failure_reason` for FAILED, `unknown` for UNKNOWN.

    `destination_bucket` is the bucket's name, or "" where it is unknown or there is no rule that names one.
    A version that no rule admits in a batch job is FAILED with SrcObjectNotEligible, and `reason` says why (fact 6.03).
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


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one version: a task per destination, the aggregate status (None: no header, UNKNOWN: it depends on what is
    unknown) and, where nothing was admitted at all, the reason that covers every rule."""

    version: Version
    change: Change
    tasks: tuple[Task, ...]
    status: ReplicationStatus | Unknown | None
    reason: Reason | None = None
