"""What a run left on AWS is found in accounts that hold what is not the caller's to read."""

import json

import boto3

from s3_replication.aws import Connection
from s3_replication.demo.leftovers import TAG, find_leftovers
from s3_replication.demo.machine import Machine
from s3_replication.demo.record import Record
from s3_replication.local.http.credentials import SECRET_KEY, access_key

ACCOUNT = "717171717171"  # of this test alone


def test_a_key_that_the_caller_may_not_read_is_passed_over(authorizing_local_aws):
    environment = {**authorizing_local_aws.environment(), "AWS_ACCESS_KEY_ID": access_key(ACCOUNT)}
    kms = boto3.client("kms", region_name="us-east-1", endpoint_url=authorizing_local_aws.endpoint,
                       aws_access_key_id=access_key(ACCOUNT), aws_secret_access_key=SECRET_KEY)  # fmt: skip
    iam = boto3.client("iam", region_name="us-east-1", endpoint_url=authorizing_local_aws.endpoint,
                       aws_access_key_id=access_key(ACCOUNT), aws_secret_access_key=SECRET_KEY)  # fmt: skip
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]}
    owner = iam.create_role(RoleName="keys", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": owner}, "Action": "kms:*", "Resource": "*"}]}
    kms.create_key(Policy=json.dumps(policy), BypassPolicyLockoutSafetyCheck=True)
    ours = kms.create_key(Tags=[{"TagKey": TAG, "TagValue": "demo-1"}])["KeyMetadata"]["KeyId"]
    connection = Connection.open(environment)
    machine = Machine(environment, connection, connection, None)
    record = Record("same-account", "", 0, name="demo-1", accounts=(ACCOUNT,) * 2, regions=("us-east-1",))
    assert find_leftovers(machine, record) == [f"KMS key {ours} (account {ACCOUNT}, us-east-1)"]
