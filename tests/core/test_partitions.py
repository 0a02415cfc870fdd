"""kms:ViaService is stated for partitions under amazonaws.com only (5.29); elsewhere a switch says which form it has."""

import json
from pathlib import Path

import botocore
import pytest

from s3_replication.core import Assumption, Authorizer, Key, Role, Switches, World
from s3_replication.core.request_context import DNS_SUFFIXES
from s3_replication.iam import UNKNOWN, Policy, Verdict

YES, NO, OPEN = Assumption.YES, Assumption.NO, Assumption.UNKNOWN
COM, CN = "amazonaws.com", "amazonaws.com.cn"


@pytest.mark.parametrize(
    ("partition", "region", "suffix", "switch", "expected"),
    [
        ("aws", "eu-west-1", COM, OPEN, Verdict.ALLOW),
        ("aws-us-gov", "us-gov-west-1", COM, OPEN, Verdict.ALLOW),
        ("aws-cn", "cn-north-1", CN, Switches().via_service_has_dns_suffix, Verdict.ALLOW),
        ("aws-cn", "cn-north-1", COM, YES, Verdict.DENY),
        ("aws-cn", "cn-north-1", COM, NO, Verdict.ALLOW),
        ("aws-cn", "cn-north-1", CN, OPEN, Verdict.UNKNOWN),
    ],
)
def test_a_policy_on_the_service_is_decided_by_its_name(
    partition: str, region: str, suffix: str, switch: Assumption, expected: Verdict
) -> None:
    arn = f"arn:{partition}:kms:{region}:111111111111:key/1"
    condition = {"StringEquals": {"kms:ViaService": f"s3.{region}.{suffix}"}}
    allow = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": arn, "Condition": condition}
    root = {"AWS": f"arn:{partition}:iam::111111111111:root"}
    delegate = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    role = Role(f"arn:{partition}:iam::111111111111:role/r", "111111111111", UNKNOWN, (_policy(allow),))
    key = Key(arn, "111111111111", region, policy=_policy(delegate))
    check = Authorizer(World({}, switches=Switches(via_service_has_dns_suffix=switch))).kms(
        role, "kms:Decrypt", key, f"arn:{partition}:s3:::source"
    )
    assert check.decision.verdict is expected


def _policy(statement: dict[str, object]) -> Policy:
    return Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": [statement]}), "policy")


def test_the_suffixes_are_those_of_the_sdks():
    path = Path(botocore.__file__).parent / "data" / "partitions.json"
    partitions = json.loads(path.read_text(encoding="utf-8"))["partitions"]

    assert {entry["id"]: entry["outputs"]["dnsSuffix"] for entry in partitions} == DNS_SUFFIXES
