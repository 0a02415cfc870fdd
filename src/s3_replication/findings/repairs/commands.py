"""Commands of the AWS CLI that change a KMS key, or replace a resource policy by the document in policy.json."""

from s3_replication.core import bucket_name
from s3_replication.iam import Arn

__all__ = ["change_key", "put_bucket_policy", "put_key_policy"]


def put_bucket_policy(arn: str) -> str:
    """For the bucket with this ARN; the CLI follows S3's redirect to the bucket's Region (botocore, S3RegionRedirectorv2)."""
    return f"aws s3api put-bucket-policy --bucket {bucket_name(arn)} --policy file://policy.json"


def put_key_policy(arn: str) -> str:
    """For the KMS key with this ARN."""
    return f"{change_key('put-key-policy', arn)} --policy-name default --policy file://policy.json"


def change_key(operation: str, arn: str) -> str:
    """The operation of `aws kms` in the key's Region: the CLI sends to its configured Region, whatever the key's ARN says."""
    found = Arn.find(arn)
    return f"aws kms {operation}{f' --region {found.region}' if found is not None else ''} --key-id {arn}"
