"""The permission that allows a call, where its name is not the operation's."""

import pytest

from s3_replication.service_authorization import permission_of


@pytest.mark.parametrize(("service", "operation", "permission"), [
    ("s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
    ("s3", "ListObjectVersions", "s3:ListBucketVersions"),
    ("s3", "HeadObject", "s3:GetObject"),
    ("s3", "ListBucketInventoryConfigurations", "s3:GetInventoryConfiguration"),
    ("s3", "ListBucketMetricsConfigurations", "s3:GetMetricsConfiguration"),
    ("s3", "ListJobs", "s3:ListJobs"),
    ("s3", "ListTagsForResource", "s3:ListTagsForResource"),
    ("kms", "GetKeyPolicy", "kms:GetKeyPolicy"),
    ("monitoring", "DescribeAlarms", "cloudwatch:DescribeAlarms"),
    ("sts", "GetCallerIdentity", None),
    ("lambda", "GetPolicy", "lambda:GetPolicy"),
])  # fmt: skip
def test_the_permission_of_a_call(service: str, operation: str, permission: str | None) -> None:
    assert permission_of(service, operation) == permission


@pytest.mark.parametrize(("operation", "permission"), [
    ("HeadObject", "s3:GetObjectVersion"), ("GetObjectAcl", "s3:GetObjectVersionAcl"), ("GetObjectTagging", "s3:GetObjectVersionTagging"),
    ("GetObjectRetention", "s3:GetObjectRetention"),
])  # fmt: skip
def test_the_permission_of_a_call_about_a_version(operation: str, permission: str) -> None:
    assert permission_of("s3", operation, versioned=True) == permission
