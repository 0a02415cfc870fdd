"""The permission that allows a call, where its name is not the operation's, its resource, and its page."""

import pytest

from s3_replication.doctor.reads import READS
from s3_replication.service_authorization import CallScope, page_of, permission_of, resource_of


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


@pytest.mark.parametrize(("service", "operation", "name", "resource"), [
    ("s3", "ListBuckets", "", "*"),
    ("s3", "GetBucketPolicy", "b", "arn:aws:s3:::b"),
    ("s3", "GetPublicAccessBlock", "b", "arn:aws:s3:::b"),
    ("s3", "HeadObject", "b/a/key", "arn:aws:s3:::b/a/key"),
    ("s3", "ListJobs", "", "*"),
    ("s3", "DescribeJob", "j", "arn:aws:s3:eu-west-1:111111111111:job/j"),
    ("fis", "ListExperiments", "", "*"),
    ("fis", "ListExperimentResolvedTargets", "E", "arn:aws:fis:eu-west-1:111111111111:experiment/E"),
    ("monitoring", "DescribeAlarms", "", "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:*"),
    ("kms", "GetKeyPolicy", "arn:aws:kms:eu-west-2:222222222222:key/k", "arn:aws:kms:eu-west-2:222222222222:key/k"),
    ("kms", "DescribeKey", "alias/k", None),
    ("kms", "DescribeKey", "arn:aws:kms:eu-west-2:222222222222:alias/k", None),
    ("sqs", "GetQueueUrl", "222222222222/q", "arn:aws:sqs:eu-west-1:222222222222:q"),
    ("sqs", "GetQueueAttributes", "https://sqs.eu-west-1.amazonaws.com/222222222222/q", "arn:aws:sqs:eu-west-1:222222222222:q"),
    ("iam", "GetRole", "r", None),
    ("iam", "GetUser", "", None),
    ("iam", "GetPolicy", "arn:aws:iam::aws:policy/p", "arn:aws:iam::aws:policy/p"),
    ("lambda", "GetPolicy", "arn:aws:lambda:eu-west-1:111111111111:function:f", "arn:aws:lambda:eu-west-1:111111111111:function:f"),
    ("organizations", "DescribePolicy", "p-1", None),
])  # fmt: skip
def test_the_resource_of_a_permission(service: str, operation: str, name: str, resource: str | None) -> None:
    assert resource_of(CallScope(service, "aws", "eu-west-1", "111111111111"), operation, name) == resource


@pytest.mark.parametrize("service", sorted({read.service for read in READS}))
def test_each_service_that_is_read_has_its_own_page(service: str) -> None:
    names = {
        "fis": "faultinjection",
        "iam": "identityandaccess",
        "kms": "keymanagement",
        "monitoring": "cloudwatch",
        "sts": "securitytoken",
    }
    assert names.get(service, service) in page_of(service)
