"""Commands of the AWS CLI that replace a resource policy by the document in policy.json."""

from s3_replication.core import bucket_name

__all__ = ["put_bucket_policy", "put_key_policy"]


def put_bucket_policy(arn: str) -> str:
    """For the bucket with this ARN."""
    return f"aws s3api put-bucket-policy --bucket {bucket_name(arn)} --policy file://policy.json"


def put_key_policy(arn: str) -> str:
    """For the KMS key with this ARN."""
    return f"aws kms put-key-policy --key-id {arn} --policy-name default --policy file://policy.json"
