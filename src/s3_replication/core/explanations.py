"""Why a version does not replicate: each reason, its facts, and a sentence that explains it and says how to fix it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

__all__ = ["REASON_FACTS", "FailureReason", "Reason", "explain"]


class Reason(StrEnum):
    """Why a version is not replicated. These are this package's names: S3 reports no reason."""

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


REASON_FACTS: Final[Mapping[Reason, tuple[str, ...]]] = {
    Reason.NO_CONFIGURATION: ("4.04",),
    Reason.NO_RULE_MATCHES: ("4.04",),
    Reason.RULE_DISABLED: ("2.17", "2.18"),
    Reason.PREFIX_DIFFERS: ("2.01",),
    Reason.TAGS_DIFFER: ("2.05", "2.07", "2.23"),
    Reason.KMS_NOT_OPTED_IN: ("3.47", "3.49"),
    Reason.DELETE_MARKERS_OFF: ("3.66", "2.16"),
    Reason.LOWER_PRIORITY: ("2.12",),
    Reason.EXISTING_OBJECT: ("3.02",),
    Reason.IS_REPLICA: ("3.09",),
    Reason.REPLICA_MODIFICATIONS_OFF: ("3.99", "3.101"),
    Reason.VERSION_DELETE: ("3.71",),
    Reason.LIFECYCLE_ACTION: ("3.105", "3.68", "3.69"),
    Reason.ARCHIVED: ("3.12", "3.15"),
    Reason.NEVER_ADMITTED: ("3.97",),
    Reason.OWNER_OVERRIDE: ("3.91", "3.92"),
    Reason.ACLS_DISABLED: ("3.94",),
    Reason.RESTORE: ("3.13",),
    Reason.ENCRYPTION_UPDATE: ("3.26",),
}

_REASONS: Final[Mapping[Reason, str]] = {
    Reason.NO_CONFIGURATION: "The bucket has no replication configuration; put one on the source bucket, then write the object again.",
    Reason.NO_RULE_MATCHES: "No rule selects this version; add a rule, or widen a filter, then write the object again.",
    Reason.RULE_DISABLED: "The rule is Disabled; set its status to Enabled, then write the object again or run Batch Replication.",
    Reason.PREFIX_DIFFERS: "The key does not start with the rule's prefix, which is literal and case-sensitive; correct the prefix.",
    Reason.TAGS_DIFFER: "The version was not written with every tag of the rule's filter; send the tags with the upload.",
    Reason.KMS_NOT_OPTED_IN: "The object is encrypted with KMS and the rule does not opt in; enable SseKmsEncryptedObjects and "
    "name a replica key.",
    Reason.DELETE_MARKERS_OFF: "The winning rule does not replicate delete markers; enable DeleteMarkerReplication in it.",
    Reason.LOWER_PRIORITY: "Another rule to the same destination has a higher priority number and acts alone; change the priorities.",
    Reason.EXISTING_OBJECT: "The version is older than the rule, and live replication skips existing versions; run S3 Batch Replication.",
    Reason.IS_REPLICA: "The version is itself a replica and is not sent on; replicate from the first bucket to each destination.",
    Reason.REPLICA_MODIFICATIONS_OFF: "Changes to a replica go back only if both buckets have a rule with ReplicaModifications; "
    "enable it in both.",
    Reason.VERSION_DELETE: "Deleting a version by its id is never replicated; delete it in the destination too, or use lifecycle there.",
    Reason.LIFECYCLE_ACTION: "Lifecycle actions are never replicated; give the destination bucket the same lifecycle rules.",
    Reason.ARCHIVED: "The version is in an archive class that S3 cannot read; copy a restored version into a readable class.",
    Reason.NEVER_ADMITTED: "The version was never replicated, so its changes are not replicated; run S3 Batch Replication for it first.",
    Reason.OWNER_OVERRIDE: "The rule gives replicas to the destination's owner, so ACLs are not kept in sync; set the ACL there.",
    Reason.ACLS_DISABLED: "The destination's Object Ownership switches ACLs off, so there is nothing to copy; use its bucket policy.",
    Reason.RESTORE: "Restoring an archived object makes no new version; copy it onto itself in a readable class.",
    Reason.ENCRYPTION_UPDATE: "Changing an object's encryption in place is taken not to replicate; copy the object onto itself instead.",
}

_FAILURES: Final[Mapping[FailureReason, str]] = {
    FailureReason.ASSUME_ROLE_NOT_PERMITTED: "S3 cannot assume the role; create it, and let s3.amazonaws.com do sts:AssumeRole in "
    "its trust policy.",
    FailureReason.DST_BUCKET_INVALID_REGION: "The destination bucket is not in the Region the job expects; correct the job or the rule.",
    FailureReason.DST_BUCKET_NOT_FOUND: "The destination bucket does not exist; create it again, or correct the rule, then run "
    "Batch Replication.",
    FailureReason.DST_BUCKET_OBJECT_LOCK_CONFIG_MISSING: "The version carries lock data and the destination has no Object Lock; "
    "enable it there.",
    FailureReason.DST_BUCKET_UNVERSIONED: "The destination's versioning is not Enabled; enable it, then run Batch Replication.",
    FailureReason.DST_DEL_OBJ_NOT_PERMITTED: "The role may not write delete markers; allow s3:ReplicateDelete in its policy and, "
    "across accounts, in the destination's bucket policy.",
    FailureReason.DST_KMS_KEY_INVALID_STATE: "The destination's KMS key is disabled, pending deletion or not symmetric; enable or "
    "replace it.",
    FailureReason.DST_KMS_KEY_NOT_FOUND: "The destination's KMS key does not exist in the destination's Region; name an existing key ARN.",
    FailureReason.DST_MULTIPART_COMPLETE_NOT_PERMITTED: "The multipart upload to the destination may not be completed; allow "
    "s3:ReplicateObject and kms:Decrypt on the destination key.",
    FailureReason.DST_MULTIPART_INIT_NOT_PERMITTED: "The multipart upload to the destination may not be started; allow "
    "s3:ReplicateObject and the destination key's use.",
    FailureReason.DST_MULTIPART_UPLOAD_NOT_PERMITTED: "Parts may not be uploaded to the destination; allow s3:ReplicateObject and "
    "the destination key's use.",
    FailureReason.DST_OBJECT_HARD_DELETED: "That version was deleted permanently at the destination; copy the source object onto "
    "itself to make a new version.",
    FailureReason.DST_PUT_ACL_NOT_PERMITTED: "The ACL may not be written at the destination; allow s3:ReplicateObject, and no "
    "public ACL where Block Public Access refuses it.",
    FailureReason.DST_PUT_LEGAL_HOLD_NOT_PERMITTED: "The legal hold may not be written at the destination; allow s3:ReplicateObject.",
    FailureReason.DST_PUT_OBJECT_NOT_PERMITTED: "The role may not write the replica; allow s3:ReplicateObject (and owner override,"
    " and the destination key's use) in its policy, the bucket policy and the key policy.",
    FailureReason.DST_PUT_RETENTION_NOT_PERMITTED: "The retention may not be written at the destination; allow s3:ReplicateObject,"
    " and do not shorten what the replica has.",
    FailureReason.DST_PUT_TAGGING_NOT_PERMITTED: "The tags may not be written at the destination; allow s3:ReplicateTags and "
    "remove the Deny.",
    FailureReason.DST_VERSION_NOT_FOUND: "The destination does not have the version whose metadata changed; replicate the object first.",
    FailureReason.INITIATE_REPLICATION_NOT_PERMITTED: "The job's role may not start replication; allow it s3:InitiateReplication "
    "on the source's objects.",
    FailureReason.SRC_BUCKET_INVALID_REGION: "The source bucket is not in the job's Region; create the job in the source bucket's Region.",
    FailureReason.SRC_BUCKET_NOT_FOUND: "The source bucket does not exist any more; nothing can be replicated from it.",
    FailureReason.SRC_BUCKET_REPLICATION_CONFIG_MISSING: "The source bucket has no replication configuration; put one before the job runs.",
    FailureReason.SRC_GET_ACL_NOT_PERMITTED: "The role may not read the version's ACL; allow s3:GetObjectVersionAcl on the "
    "source's objects.",
    FailureReason.SRC_GET_LEGAL_HOLD_NOT_PERMITTED: "The role may not read the legal hold; allow s3:GetObjectLegalHold on the "
    "source's objects.",
    FailureReason.SRC_GET_OBJECT_NOT_PERMITTED: "The role may not read the version; allow s3:GetObjectVersionForReplication and, "
    "for KMS objects, kms:Decrypt on the source key.",
    FailureReason.SRC_GET_RETENTION_NOT_PERMITTED: "The role may not read the retention; allow s3:GetObjectRetention on the "
    "source's objects.",
    FailureReason.SRC_GET_TAGGING_NOT_PERMITTED: "The role may not read the tags; allow s3:GetObjectVersionTagging on the source's"
    " objects.",
    FailureReason.SRC_HEAD_OBJECT_NOT_PERMITTED: "The role may not read the version's metadata; allow s3:GetObjectVersionForReplication on"
    " the source's objects.",
    FailureReason.SRC_KEY_NOT_FOUND: "The source object's KMS key does not exist any more; the object cannot be read by anybody.",
    FailureReason.SRC_KMS_KEY_INVALID_STATE: "The source object's KMS key is disabled or pending deletion; enable it, then run "
    "Batch Replication.",
    FailureReason.SRC_OBJECT_NOT_ELIGIBLE: "The version is not eligible: no rule selects it, or it is archived; correct the rule "
    "or restore the object.",
    FailureReason.SRC_OBJECT_NOT_FOUND: "The key does not exist at the source any more; take it off the manifest.",
    FailureReason.SRC_REPLICATION_NOT_PENDING: "The version is already replicated; no action is needed.",
    FailureReason.SRC_VERSION_NOT_FOUND: "The version was deleted at the source before it could be copied; nothing is left to replicate.",
}


def explain(reason: Reason | FailureReason) -> str:
    """Return one sentence: what the reason means and how to fix it."""
    return _REASONS[reason] if isinstance(reason, Reason) else _FAILURES[reason]
