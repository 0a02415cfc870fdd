"""Denied reads: each is recorded with the permission that allows it."""

import json
import uuid

from s3_replication.aws import Connection, read_bucket
from s3_replication.iam import UNKNOWN


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
