"""Denied reads: each is recorded with the permission that allows it; the local AWS's own table of operations says the same."""

import json
import uuid

import pytest

from s3_replication.aws import Connection, permission_of, read_bucket
from s3_replication.iam import UNKNOWN
from s3_replication.local.authorize import OPERATIONS

USED = {
    "GetBucketEncryption", "GetBucketLocation", "GetBucketOwnershipControls", "GetBucketPolicy", "GetBucketReplication",
    "GetBucketLifecycleConfiguration", "GetBucketLogging", "GetBucketNotificationConfiguration", "GetBucketRequestPayment",
    "GetBucketVersioning", "GetObjectAcl", "GetObjectLockConfiguration", "GetObjectTagging", "GetPublicAccessBlock", "HeadObject",
    "ListBuckets",
    "ListObjectVersions",
}  # fmt: skip
READS = [OPERATIONS[place] for place in sorted(OPERATIONS) if OPERATIONS[place].name in USED]


@pytest.mark.parametrize("operation", READS, ids=lambda one: one.name)
def test_the_permission_of_a_read(operation):
    (permission,) = operation.permissions
    assert permission_of("s3", operation.name) == permission.action
    assert permission_of("s3", operation.name, versioned=True) == (permission.versioned or permission.action)


def test_the_permissions_of_other_services_have_the_names_of_the_operations():
    assert permission_of("kms", "GetKeyPolicy") == "kms:GetKeyPolicy"


def test_permissions_whose_service_or_operation_has_another_name():
    assert permission_of("monitoring", "DescribeAlarms") == "cloudwatch:DescribeAlarms"
    assert permission_of("s3", "ListBucketInventoryConfigurations") == "s3:GetInventoryConfiguration"


def test_what_aws_denies_is_recorded_once(authorizing_local_aws):
    owner = Connection.open(authorizing_local_aws.environment())
    name = f"denied-{uuid.uuid4().hex[:10]}"
    owner.s3().create_bucket(Bucket=name)
    user = owner.iam()
    user.create_user(UserName=name)
    allowed = ["s3:GetBucketLocation", "s3:GetBucketPolicy"]
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": allowed, "Resource": "*"}]}
    user.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(document))
    key = user.create_access_key(UserName=name)["AccessKey"]
    environment = {
        **authorizing_local_aws.environment(),
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    reader = Connection.open(environment)
    for _ in range(2):
        bucket = read_bucket(reader, name, owner.account())
    assert bucket.replication is UNKNOWN
    assert bucket.policy is None
    assert {one.permission: one.resource for one in reader.denied} == dict.fromkeys(
        ["s3:GetBucketObjectLockConfiguration", "s3:GetEncryptionConfiguration", "s3:GetBucketVersioning", "s3:GetBucketOwnershipControls",
         "s3:GetBucketPublicAccessBlock", "s3:GetReplicationConfiguration", "s3:GetBucketLogging", "s3:GetBucketNotification",
         "s3:GetBucketRequestPayment", "s3:GetInventoryConfiguration", "s3:GetLifecycleConfiguration"], name,
    )  # fmt: skip
    assert len(reader.denied) == 11
