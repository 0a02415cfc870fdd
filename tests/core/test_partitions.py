"""kms:ViaService is stated for partitions under amazonaws.com only; elsewhere a policy that asks for it gets no definite answer."""

import json

import pytest

from s3_replication.core import Authorizer, Key, Role, World
from s3_replication.iam import UNKNOWN, Policy, Verdict


@pytest.mark.parametrize(
    ("partition", "region", "expected"),
    [("aws", "eu-west-1", Verdict.ALLOW), ("aws-us-gov", "us-gov-west-1", Verdict.ALLOW), ("aws-cn", "cn-north-1", Verdict.UNKNOWN)],
)
def test_a_policy_on_the_service_is_decided_where_aws_states_its_name(partition: str, region: str, expected: Verdict) -> None:
    arn = f"arn:{partition}:kms:{region}:111111111111:key/1"
    condition = {"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}}
    allow = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": arn, "Condition": condition}
    root = {"AWS": f"arn:{partition}:iam::111111111111:root"}
    delegate = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    role = Role(f"arn:{partition}:iam::111111111111:role/r", "111111111111", UNKNOWN, (_policy(allow),))
    key = Key(arn, "111111111111", region, policy=_policy(delegate))
    check = Authorizer(World({})).kms(role, "kms:Decrypt", key, f"arn:{partition}:s3:::source")
    assert check.decision.verdict is expected


def _policy(statement: dict[str, object]) -> Policy:
    return Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": [statement]}), "policy")
