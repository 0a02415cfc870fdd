"""What each operation of S3 asks IAM about: its actions, their resource, and the request's condition keys.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3": the table of API operations, and for each
action its condition keys. S3 API Reference: the page of each operation (`API_<name>.html`) says which permission depends on what.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

__all__ = ["OPERATIONS", "Need", "On", "Operation", "Permission"]


class On(Enum):
    """The resource that an action is asked about."""

    EVERYTHING = auto()
    BUCKET = auto()
    OBJECT = auto()
    COPY_SOURCE = auto()
    EACH_DELETED = auto()
    ROLE = auto()


class Need(Enum):
    """When an action is asked about."""

    ALWAYS = auto()
    TAGS = auto()
    COPIED_TAGS = auto()
    ACL = auto()
    RETENTION = auto()
    LEGAL_HOLD = auto()
    BYPASS = auto()
    OWNERSHIP = auto()
    OBJECT_LOCK = auto()
    SHARED_BUCKET = auto()
    TAGGED_BUCKET = auto()


@dataclass(frozen=True, slots=True)
class Permission:
    """One action; `versioned` takes its place where the request names a version. `keys` are condition keys beyond those of every action,
    `unversioned_keys` those of `action` alone.
    """

    action: str
    on: On = On.BUCKET
    need: Need = Need.ALWAYS
    versioned: str = ""
    keys: frozenset[str] = frozenset()
    unversioned_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation by its name in the API Reference, and the permissions that it needs."""

    name: str
    permissions: tuple[Permission, ...]


GRANTS: Final = frozenset(
    f"s3:x-amz-{name}" for name in ("acl", "grant-full-control", "grant-read", "grant-read-acp", "grant-write", "grant-write-acp")
)
TAGS: Final = frozenset({"s3:requestobjecttagkeys", "s3:requestobjecttag"})
EXISTING: Final = frozenset({"s3:existingobjecttag"})
VERSION: Final = frozenset({"s3:versionid"})
IF_MATCH: Final = frozenset({"s3:if-match"})
LISTING: Final = frozenset({"s3:delimiter", "s3:max-keys", "s3:prefix"})
STORAGE_CLASS: Final = frozenset({"s3:x-amz-storage-class"})
RETENTION: Final = frozenset({"s3:object-lock-mode", "s3:object-lock-retain-until-date"})
LEGAL_HOLD: Final = frozenset({"s3:object-lock-legal-hold"})
WRITE: Final = GRANTS | TAGS | RETENTION | LEGAL_HOLD | STORAGE_CLASS | IF_MATCH | frozenset({
    "s3:x-amz-copy-source", "s3:x-amz-metadata-directive", "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:x-amz-server-side-encryption-customer-algorithm",
    "s3:x-amz-website-redirect-location", "s3:if-none-match",
})  # fmt: skip


def _on_object(action: str, versioned: str = "", keys: frozenset[str] = frozenset(), need: Need = Need.ALWAYS) -> Permission:
    return Permission(action, On.OBJECT, need, versioned, keys)


_BYPASS: Final = _on_object("s3:BypassGovernanceRetention", need=Need.BYPASS)
_WRITES: Final = (
    _on_object("s3:PutObject", keys=WRITE),
    _on_object("s3:PutObjectTagging", keys=TAGS | EXISTING, need=Need.TAGS),
    _on_object("s3:PutObjectAcl", keys=GRANTS | STORAGE_CLASS | EXISTING, need=Need.ACL),
    _on_object("s3:PutObjectRetention", keys=RETENTION, need=Need.RETENTION),
    _on_object("s3:PutObjectLegalHold", keys=LEGAL_HOLD, need=Need.LEGAL_HOLD),
)
_READ: Final = _on_object("s3:GetObject", "s3:GetObjectVersion", EXISTING | VERSION)
_DELETES: Final = (
    Permission("s3:DeleteObject", On.EACH_DELETED, versioned="s3:DeleteObjectVersion", keys=VERSION, unversioned_keys=IF_MATCH),
    Permission("s3:BypassGovernanceRetention", On.EACH_DELETED, Need.BYPASS),
)


def _bucket(action: str, keys: frozenset[str] = frozenset()) -> tuple[Permission, ...]:
    return (Permission(action, keys=keys),)


def _settings(part: str, name: str, setting: str, deletes: str = "") -> Mapping[tuple[str, str, str], Operation]:
    """GET and PUT of one setting of a bucket, and DELETE if it has one; most settings are deleted with the permission to put them."""
    methods = {"GET": "Get", "PUT": "Put", **({"DELETE": deletes} if deletes else {})}
    return {
        (method, "bucket", part): Operation(f"{method.capitalize()}{name}", _bucket(f"s3:{verb}{setting}"))
        for method, verb in methods.items()
    }


_COPY_SOURCE: Final = Permission("s3:GetObject", On.COPY_SOURCE, versioned="s3:GetObjectVersion", keys=EXISTING | VERSION)
# "If you're copying objects that have object tags, then your IAM identity must have s3:GetObjectTagging [...] for the source object and
# s3:PutObjectTagging permission for objects in the destination bucket" (AWS Knowledge Center, s3-troubleshoot-copy-between-buckets, quoted
# in Seagate/cortx-prvsnr#3033; ceph/ceph#47897 expects the same of S3). Tags are copied unless x-amz-tagging-directive is REPLACE (API
# Reference, CopyObject). Assumed: REPLACE does not read the source's tags. ACLs and locks are not copied, so only their headers count.
_COPIED_TAGS: Final = Permission("s3:GetObjectTagging", On.COPY_SOURCE, Need.COPIED_TAGS, "s3:GetObjectVersionTagging", EXISTING | VERSION)
_SETTINGS: Final = (
    ("accelerate", "BucketAccelerateConfiguration", "AccelerateConfiguration"),
    ("analytics", "BucketAnalyticsConfiguration", "AnalyticsConfiguration", "Put"),
    ("cors", "BucketCors", "BucketCORS", "Put"),
    ("encryption", "BucketEncryption", "EncryptionConfiguration", "Put"),
    ("intelligent-tiering", "BucketIntelligentTieringConfiguration", "IntelligentTieringConfiguration", "Put"),
    ("inventory", "BucketInventoryConfiguration", "InventoryConfiguration", "Put"),
    ("lifecycle", "BucketLifecycleConfiguration", "LifecycleConfiguration", "Put"),
    ("logging", "BucketLogging", "BucketLogging"),
    ("metrics", "BucketMetricsConfiguration", "MetricsConfiguration", "Put"),
    ("notification", "BucketNotificationConfiguration", "BucketNotification"),
    ("object-lock", "ObjectLockConfiguration", "BucketObjectLockConfiguration"),
    ("ownershipControls", "BucketOwnershipControls", "BucketOwnershipControls", "Put"),
    ("policy", "BucketPolicy", "BucketPolicy", "Delete"),
    ("publicAccessBlock", "PublicAccessBlock", "BucketPublicAccessBlock", "Put"),
    ("replication", "BucketReplication", "ReplicationConfiguration", "Put"),
    ("requestPayment", "BucketRequestPayment", "BucketRequestPayment"),
    ("tagging", "BucketTagging", "BucketTagging", "Put"),
    ("versioning", "BucketVersioning", "BucketVersioning"),
    ("website", "BucketWebsite", "BucketWebsite", "Delete"),
)

OPERATIONS: Final[Mapping[tuple[str, str, str], Operation]] = {
    ("GET", "", ""): Operation("ListBuckets", (Permission("s3:ListAllMyBuckets", On.EVERYTHING),)),
    # Buckets
    ("PUT", "bucket", ""): Operation("CreateBucket", (
        Permission("s3:CreateBucket", keys=GRANTS | {"s3:locationconstraint", "s3:x-amz-object-ownership"}),
        # A private ACL needs s3:CreateBucket alone (API Reference, CreateBucket).
        Permission("s3:PutBucketAcl", need=Need.SHARED_BUCKET, keys=GRANTS),
        Permission("s3:TagResource", need=Need.TAGGED_BUCKET),
        Permission("s3:PutBucketObjectLockConfiguration", need=Need.OBJECT_LOCK),
        Permission("s3:PutBucketVersioning", need=Need.OBJECT_LOCK),
        Permission("s3:PutBucketOwnershipControls", need=Need.OWNERSHIP),
    )),
    ("DELETE", "bucket", ""): Operation("DeleteBucket", _bucket("s3:DeleteBucket")),
    ("HEAD", "bucket", ""): Operation("HeadBucket", _bucket("s3:ListBucket", LISTING)),
    ("GET", "bucket", ""): Operation("ListObjectsV2", _bucket("s3:ListBucket", LISTING)),
    ("GET", "bucket", "versions"): Operation("ListObjectVersions", _bucket("s3:ListBucketVersions", LISTING)),
    ("GET", "bucket", "uploads"): Operation("ListMultipartUploads", _bucket("s3:ListBucketMultipartUploads")),
    ("GET", "bucket", "location"): Operation("GetBucketLocation", _bucket("s3:GetBucketLocation")),
    ("GET", "bucket", "policyStatus"): Operation("GetBucketPolicyStatus", _bucket("s3:GetBucketPolicyStatus")),
    ("GET", "bucket", "acl"): Operation("GetBucketAcl", _bucket("s3:GetBucketAcl")),
    ("PUT", "bucket", "acl"): Operation("PutBucketAcl", _bucket("s3:PutBucketAcl", GRANTS)),
    ("POST", "bucket", "delete"): Operation("DeleteObjects", _DELETES),
    **{place: found for row in _SETTINGS for place, found in _settings(*row).items()},
    # Deleting a replication configuration passes no role, and needs s3:PutReplicationConfiguration alone.
    ("PUT", "bucket", "replication"): Operation("PutBucketReplication", (
        *_bucket("s3:PutReplicationConfiguration"), Permission("iam:PassRole", On.ROLE, keys=frozenset({"iam:passedtoservice"})),
    )),
    # Objects
    ("GET", "object", ""): Operation("GetObject", (_READ,)),
    ("HEAD", "object", ""): Operation("HeadObject", (_READ,)),
    ("GET", "object", "attributes"): Operation("GetObjectAttributes", (
        _READ, _on_object("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes", EXISTING | VERSION),
    )),
    ("GET", "object", "acl"): Operation("GetObjectAcl", (_on_object("s3:GetObjectAcl", "s3:GetObjectVersionAcl", EXISTING | VERSION),)),
    ("GET", "object", "tagging"): Operation("GetObjectTagging", (
        _on_object("s3:GetObjectTagging", "s3:GetObjectVersionTagging", EXISTING | VERSION),
    )),
    ("GET", "object", "retention"): Operation("GetObjectRetention", (_on_object("s3:GetObjectRetention"),)),
    ("GET", "object", "legal-hold"): Operation("GetObjectLegalHold", (_on_object("s3:GetObjectLegalHold"),)),
    ("GET", "object", "uploadId"): Operation("ListParts", (_on_object("s3:ListMultipartUploadParts"),)),
    ("PUT", "object", ""): Operation("PutObject", _WRITES),
    ("PUT", "object", "copy"): Operation("CopyObject", (_COPY_SOURCE, _COPIED_TAGS, *_WRITES)),
    ("PUT", "object", "acl"): Operation("PutObjectAcl", (
        _on_object("s3:PutObjectAcl", "s3:PutObjectVersionAcl", GRANTS | STORAGE_CLASS | EXISTING | VERSION),
    )),
    ("PUT", "object", "tagging"): Operation("PutObjectTagging", (
        _on_object("s3:PutObjectTagging", "s3:PutObjectVersionTagging", TAGS | EXISTING | VERSION),
    )),
    ("PUT", "object", "retention"): Operation("PutObjectRetention", (_on_object("s3:PutObjectRetention", keys=RETENTION), _BYPASS)),
    ("PUT", "object", "legal-hold"): Operation("PutObjectLegalHold", (_on_object("s3:PutObjectLegalHold", keys=LEGAL_HOLD),)),
    ("PUT", "object", "uploadId"): Operation("UploadPart", (_on_object("s3:PutObject", keys=WRITE),)),
    ("PUT", "object", "copy-part"): Operation("UploadPartCopy", (_COPY_SOURCE, _on_object("s3:PutObject", keys=WRITE))),
    # The key and the headers are those of the form's fields.
    ("POST", "object", ""): Operation("PostObject", _WRITES),
    ("POST", "object", "uploads"): Operation("CreateMultipartUpload", _WRITES),
    ("POST", "object", "uploadId"): Operation("CompleteMultipartUpload", (_on_object("s3:PutObject", keys=WRITE),)),
    ("POST", "object", "restore"): Operation("RestoreObject", (_on_object("s3:RestoreObject"),)),
    ("POST", "object", "select"): Operation("SelectObjectContent", (_on_object("s3:GetObject", keys=EXISTING),)),
    ("DELETE", "object", ""): Operation("DeleteObject", (
        Permission("s3:DeleteObject", On.OBJECT, Need.ALWAYS, "s3:DeleteObjectVersion", VERSION, IF_MATCH), _BYPASS,
    )),
    ("DELETE", "object", "tagging"): Operation("DeleteObjectTagging", (
        _on_object("s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", EXISTING | VERSION),
    )),
    ("DELETE", "object", "uploadId"): Operation("AbortMultipartUpload", (_on_object("s3:AbortMultipartUpload"),)),
}  # fmt: skip
