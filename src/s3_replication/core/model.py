"""The world that S3 replication happens in: buckets, keys, roles, accounts and object versions. No I/O, no clock.

A field that a Terraform plan or a reader without permission cannot know is UNKNOWN; None always means "known to be absent".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from s3_replication.core.bucket_settings import BucketLifecycleRule, BucketOperations, EventNotifications, EventReceiver, ReplicationAlarm
from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.key_traits import KeyTraits
from s3_replication.core.switches import Switches
from s3_replication.iam import Grant, Policy, Unknown

__all__ = [
    "Account", "Bucket", "Change", "DefaultRetention", "Encryption", "EncryptionKind", "Key", "KeyState", "Lock", "Ownership",
    "ReplicationStatus", "Role", "Version", "Versioning", "World",
]  # fmt: skip


class Versioning(StrEnum):
    """State of a bucket's versioning."""

    NEVER = "Never"
    ENABLED = "Enabled"
    SUSPENDED = "Suspended"


class Ownership(StrEnum):
    """Object Ownership of a bucket; only the first value disables ACLs."""

    BUCKET_OWNER_ENFORCED = "BucketOwnerEnforced"
    BUCKET_OWNER_PREFERRED = "BucketOwnerPreferred"
    OBJECT_WRITER = "ObjectWriter"


class EncryptionKind(StrEnum):
    """How one version is encrypted at rest; NONE is possible only for objects older than January 2023."""

    NONE = "NONE"
    SSE_S3 = "AES256"
    SSE_KMS = "aws:kms"
    DSSE_KMS = "aws:kms:dsse"
    SSE_C = "SSE-C"


@dataclass(frozen=True, slots=True)
class Encryption:
    """Encryption of a version, or a bucket's default; `key_arn` None with SSE-KMS is the AWS managed key aws/s3."""

    kind: EncryptionKind = EncryptionKind.SSE_S3
    key_arn: str | Unknown | None = None
    bucket_key: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """Lock data of one version. `legal_hold` None means never set, "OFF" means set to off. S3 treats them differently."""

    mode: str | None = None
    retain_until: datetime | None = None
    legal_hold: str | None = None


@dataclass(frozen=True, slots=True)
class DefaultRetention:
    """Default retention of a bucket with Object Lock, in days or years (one of them)."""

    mode: str
    days: int | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket as replication sees it. No decision depends on the last five fields; advice reads them.

    `alarms` are the CloudWatch alarms on the metrics of replication from this bucket.
    """

    name: str
    arn: str
    account: str
    region: str
    versioning: Versioning | Unknown = Versioning.ENABLED
    ownership: Ownership | Unknown = Ownership.BUCKET_OWNER_ENFORCED
    object_lock: bool | Unknown = False
    default_retention: DefaultRetention | None = None
    default_encryption: Encryption | Unknown = field(default_factory=Encryption)
    blocks_sse_c: bool | Unknown = False
    blocks_public_acls: bool = True
    policy: Policy | Unknown | None = None
    replication: ReplicationConfiguration | Unknown | None = None
    lifecycle: tuple[BucketLifecycleRule, ...] | Unknown = Unknown.UNKNOWN
    notification: EventNotifications | Unknown = Unknown.UNKNOWN
    alarms: tuple[ReplicationAlarm, ...] | Unknown = Unknown.UNKNOWN
    operations: BucketOperations = field(default_factory=BucketOperations)
    mfa_delete: bool | Unknown = False


class KeyState(StrEnum):
    """State of a KMS key, as far as S3's failure reasons distinguish the states."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
    PENDING_DELETION = "PendingDeletion"


@dataclass(frozen=True, slots=True)
class Key:
    """One KMS key; `aws_managed` marks aws/s3, whose policy cannot be shared, `rotates` says whether KMS rotates it every year."""

    arn: str
    account: str
    region: str
    state: KeyState | Unknown = KeyState.ENABLED
    policy: Policy | Unknown | None = None
    grants: tuple[Grant, ...] | Unknown = ()
    symmetric: bool = True
    aws_managed: bool = False
    rotates: bool | Unknown = Unknown.UNKNOWN
    traits: KeyTraits = field(default_factory=KeyTraits)


@dataclass(frozen=True, slots=True)
class Role:
    """The role that S3 assumes; `unique_id` is its AROA id, which changes when the role is created again.

    `last_used` None means that nobody assumed it in the time that IAM tracks.
    """

    arn: str
    account: str
    trust: Policy | Unknown
    policies: tuple[Policy, ...] | Unknown = ()
    boundary: Policy | Unknown | None = None
    unique_id: str | Unknown = Unknown.UNKNOWN
    tags: Mapping[str, str] = field(default_factory=dict)
    last_used: datetime | Unknown | None = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Account:
    """The organization of an account: its control policies per level (root first) and its id; None if there is no organization.

    Control policies that could not be read are UNKNOWN; those of an account without an organization are ().
    """

    id: str
    scps: tuple[tuple[Policy, ...], ...] | Unknown = ()
    rcps: tuple[tuple[Policy, ...], ...] | Unknown = ()
    organization: str | Unknown | None = None
    organization_path: str | Unknown | None = None

    @property
    def known_levels(self) -> tuple[tuple[Policy, ...], ...]:
        """Every level of control policies, of both kinds, as far as they are known."""
        return tuple(level for kind in (self.scps, self.rcps) if not isinstance(kind, Unknown) for level in kind)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a decision depends on. Buckets by name, keys and roles by ARN, accounts by id.

    `complete` False means that absent items may still exist (a plan shows only its own resources), so they are UNKNOWN, but for those in
    `absent`: names of buckets and ARNs of roles that certainly do not exist.
    `receivers` get the buckets' events and the actions of their alarms, by ARN. `now` is the time of the requests, for conditions on dates;
    None leaves them open.
    """

    buckets: Mapping[str, Bucket]
    keys: Mapping[str, Key] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    switches: Switches = field(default_factory=Switches)
    complete: bool = True
    receivers: Mapping[str, EventReceiver] = field(default_factory=dict)
    now: datetime | None = None
    absent: frozenset[str] = frozenset()

    def lacks(self, name: str) -> bool:
        """Whether a bucket or role that the world does not have certainly does not exist."""
        return self.complete or name in self.absent


class ReplicationStatus(StrEnum):
    """`x-amz-replication-status`; None for a version that S3 never queued."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    REPLICA = "REPLICA"


@dataclass(frozen=True, slots=True)
class Version:
    """One object version or delete marker in a source bucket, after the change.

    `owner` is an account id (None: the bucket's account), `acl` a canned ACL's name or the reader's own notation, `archived` an archive
    access tier of INTELLIGENT_TIERING, `checksum` (algorithm, value, type), `replica` whether it arrived by replication, even if its
    status shows something else since then (4.10).
    """

    bucket: str
    key: str
    version_id: str
    last_modified: datetime
    size: int = 0
    etag: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    acl: str | None = None
    owner: str | None = None
    readable_by_bucket_owner: bool = True
    encryption: Encryption = field(default_factory=Encryption)
    storage_class: str = "STANDARD"
    archived: bool = False
    checksum: tuple[str, str, str] | None = None
    lock: Lock = field(default_factory=Lock)
    multipart: bool = False
    delete_marker: bool = False
    replica: bool = False
    status: ReplicationStatus | None = None


class Change(StrEnum):
    """The change of the version about which S3 decides."""

    OBJECT = "object"
    DELETE_MARKER = "delete-marker"
    VERSION_DELETE = "version-delete"
    TAGS = "tags"
    ACL = "acl"
    RETENTION = "retention"
    LEGAL_HOLD = "legal-hold"
    LIFECYCLE = "lifecycle"
    RESTORE = "restore"
    ENCRYPTION_UPDATE = "encryption-update"
    EXISTING = "existing"
    BATCH = "batch"
