"""A key's policy names its key by id alone: it is the key of the policy's Region, because a multi-Region key has one key per Region."""

import json

from s3_replication.iam import UNKNOWN, Policy
from s3_replication.plan import read_plan

NEAR, FAR = "arn:aws:kms:us-east-1:111111111111:key/mrk-1", "arn:aws:kms:eu-west-1:111111111111:key/mrk-1"
PROVIDERS = {"aws": "us-east-1", "aws.far": "eu-west-1"}


def resource(kind, name, provider, values):
    """One resource that exists and stays: its configuration, and its values in the plan."""
    address = {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name}
    written = {argument: {"constant_value": value} for argument, value in values.items()}
    change = {"actions": ["no-op"], "before": values, "after": values, "after_unknown": {}}
    return {**address, "provider_config_key": provider, "expressions": written}, {**address, "provider_name": "aws", "change": change}


def policy(name, provider):
    statement = {"Sid": name, "Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "kms:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return resource("aws_kms_key_policy", name, provider, {"key_id": "mrk-1", "policy": document})


def keys(*resources):
    providers = {
        key: {
            "name": "aws",
            "expressions": {"region": {"constant_value": region}, "allowed_account_ids": {"constant_value": ["111111111111"]}},
        }
        for key, region in PROVIDERS.items()
    }
    plan = {
        "format_version": "1.2",
        "configuration": {"provider_config": providers, "root_module": {"resources": [written for written, _ in resources]}},
        "resource_changes": [change for _, change in resources],
    }
    return read_plan(plan).world.keys


def test_two_keys_of_one_id_have_each_their_own_policy():
    found = keys(
        resource("aws_kms_key", "near", "aws", {"arn": NEAR, "key_id": "mrk-1", "multi_region": True}),
        resource("aws_kms_replica_key", "far", "aws.far", {"arn": FAR, "key_id": "mrk-1", "primary_key_arn": NEAR}),
        policy("near", "aws"),
        policy("far", "aws.far"),
    )
    assert {arn: key.policy.name for arn, key in found.items()} == {
        NEAR: "aws_kms_key_policy.near.policy",
        FAR: "aws_kms_key_policy.far.policy",
    }


def test_of_a_key_that_the_plan_does_not_hold_only_the_policy_is_known():
    found = keys(policy("far", "aws.far"))
    assert list(found) == [FAR]
    assert isinstance(found[FAR].policy, Policy)
    assert found[FAR].state is UNKNOWN
