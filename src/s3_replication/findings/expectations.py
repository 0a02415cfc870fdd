"""Which groups of objects a bucket's owner expects to replicate, so that a failure of others is a note and not an error."""

from s3_replication.core import ARCHIVE_CLASSES, KMS_KINDS, Bucket, Change, EncryptionKind, Lock, Version
from s3_replication.iam import Unknown

__all__ = ["is_expected"]


def is_expected(bucket: Bucket, version: Version, change: Change) -> bool:
    """Whether the bucket's own settings give such objects.

    Existing objects and replicas need Batch Replication or another rule. A caller may choose an archive class, a public ACL, SSE-C
    or any KMS key for one object; expected is what the bucket's default encryption gives. Few buckets have Object Lock, so a lock
    is not expected where that is not known.
    """
    if change is Change.EXISTING or version.replica or version.archived or version.storage_class in ARCHIVE_CLASSES:
        return False
    locked = isinstance(bucket.object_lock, Unknown) and version.lock != Lock()
    if locked or version.acl is not None or not version.readable_by_bucket_owner:
        return False
    if version.delete_marker:
        return True
    default, used = bucket.default_encryption, version.encryption
    if isinstance(default, Unknown):
        return used.kind is EncryptionKind.SSE_S3
    if default.kind not in KMS_KINDS:
        return used.kind is EncryptionKind.SSE_S3
    return used.kind is default.kind and used.key_arn == default.key_arn and used.bucket_key == default.bucket_key
