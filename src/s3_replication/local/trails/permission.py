"""Whether CloudTrail may write a trail's log files, by the log bucket's policy and the key's (CloudTrail User Guide,
"Amazon S3 bucket policy for CloudTrail" and "Configure AWS KMS key policies for CloudTrail")."""

from s3_replication.core import Bucket, Key
from s3_replication.iam import Policies, Policy, Principal, PrincipalKind, Request, Unknown, Verdict, evaluate
from s3_replication.local.ports.store import Store
from s3_replication.local.ports.trails import LiveTrail

__all__ = ["delivery_error", "folder_of"]

_CLOUDTRAIL = Principal(PrincipalKind.SERVICE, "cloudtrail.amazonaws.com", "")


def folder_of(trail: LiveTrail) -> str:
    """Where a trail's log files lie in its bucket."""
    return f"{trail.prefix}/AWSLogs/{trail.account}" if trail.prefix else f"AWSLogs/{trail.account}"


def delivery_error(trail: LiveTrail, store: Store) -> str | None:
    """CloudTrail's own word for what keeps it from delivering; None where nothing does."""
    bucket = store.bucket(trail.bucket)
    if bucket is None:
        return "S3BucketDoesNotExistException"
    if not _bucket_admits(trail, bucket):
        return "InsufficientS3BucketPolicyException"
    return None if trail.kms_key is None else _key_error(trail, store.world().keys.get(trail.kms_key), bucket)


def _bucket_admits(trail: LiveTrail, bucket: Bucket) -> bool:
    file = f"{bucket.arn}/{folder_of(trail)}/CloudTrail/{trail.region}/"
    asked = (("s3:GetBucketAcl", bucket.arn), ("s3:PutObject", file))
    return all(_allowed(trail, bucket.policy, bucket.account, *each) for each in asked)


def _key_error(trail: LiveTrail, key: Key | None, bucket: Bucket) -> str | None:
    if key is None or key.region != bucket.region:
        return "KmsKeyNotFoundException"
    may = all(_allowed(trail, key.policy, key.account, action, key.arn) for action in ("kms:DescribeKey", "kms:GenerateDataKey"))
    return None if may else "InsufficientEncryptionPolicyException"


def _allowed(trail: LiveTrail, policy: Policy | Unknown | None, owner: str, action: str, resource: str) -> bool:
    context = {
        "aws:sourcearn": (trail.arn,), "aws:sourceaccount": (trail.account,), "aws:securetransport": ("true",),
        "s3:x-amz-acl": ("bucket-owner-full-control",), "kms:encryptioncontext:aws:cloudtrail:arn": (trail.arn,),
    }  # fmt: skip
    request = Request(_CLOUDTRAIL, action, resource, owner, context)
    return not isinstance(policy, Unknown) and evaluate(request, Policies(resource=policy)).verdict is Verdict.ALLOW
