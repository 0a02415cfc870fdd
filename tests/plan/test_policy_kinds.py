"""A plan's policies are held to what AWS checks when it stores that kind of policy; those that a data source reads are stored already."""

import json

import pytest

from s3_replication.iam import Policy
from s3_replication.plan import read_plan

TRUST = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
ROLE = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def plan(kind, values, mode="managed"):
    """A plan of one resource."""
    written = {argument: {"constant_value": value} for argument, value in values.items()}
    at = {"address": f"{'data.' if mode == 'data' else ''}{kind}.this", "mode": mode, "type": kind, "name": "this"}
    change = {"actions": ["no-op"], "before": values, "after": values, "after_unknown": {}}
    root = {"resources": [{**at, "provider_config_key": "aws", "expressions": written}]}
    provider = {"name": "aws", "expressions": {"allowed_account_ids": {"constant_value": ["111111111111"]}}}
    configuration = {"provider_config": {"aws": provider}, "root_module": root}
    return {
        "format_version": "1.2",
        "configuration": configuration,
        "resource_changes": [{**at, "provider_name": "aws", "change": change}],
    }


@pytest.mark.parametrize(
    ("kind", "values", "says"),
    [
        (
            "aws_iam_role",
            {"name": "r", "assume_role_policy": document({**TRUST, "Action": "s3:GetObject"})},
            "actions of sts in a trust policy",
        ),
        (
            "aws_iam_role",
            {
                "name": "r",
                "assume_role_policy": document(TRUST),
                "inline_policy": [{"name": "i", "policy": document({**ROLE, "Sid": "a b"})}],
            },
            "letters and digits",
        ),
        ("aws_s3_bucket_policy", {"bucket": "b", "policy": document({**DENY, "Sid": "x" * 20_480})}, "the quota of a bucket policy"),
    ],
)
def test_what_aws_refuses_of_one_kind_is_noted(kind, values, says):
    found = read_plan(plan(kind, values)).diagnostics
    assert [one.text for one in found if says in one.text] != [], found


def test_a_statement_without_effect_in_a_key_policy_is_no_fault():
    key = {"arn": "arn:aws:kms:us-east-1:111111111111:key/k", "key_id": "k"}
    policy = document({**DENY, "Action": "kms:*"}, {"Effect": "Allow", "Principal": "*", "Action": "*"})
    (read,) = read_plan(plan("aws_kms_key", {**key, "policy": policy})).world.keys.values()
    assert isinstance(read.policy, Policy)
    assert [note.text for note in read.policy.notes] == ["a statement of a key policy without Resource has no effect"]


def test_a_policy_that_a_data_source_reads_is_stored_already():
    arn, large = "arn:aws:iam::aws:policy/ReadOnlyAccess", document({**ROLE, "Action": [f"s3:Get{number}" for number in range(1_000)]})
    found = plan("aws_iam_role", {"arn": "arn:aws:iam::111111111111:role/r", "name": "r", "assume_role_policy": document(TRUST)})
    attached = plan("aws_iam_role_policy_attachment", {"role": "r", "policy_arn": arn})
    data = {"address": "data.aws_iam_policy.this", "mode": "data", "type": "aws_iam_policy", "name": "this", "provider_name": "aws"}
    found["resource_changes"] += attached["resource_changes"]
    found["configuration"]["root_module"]["resources"] += attached["configuration"]["root_module"]["resources"]
    found["configuration"]["root_module"]["resources"].append({**data, "provider_config_key": "aws", "expressions": {}})
    found["prior_state"] = {"values": {"root_module": {"resources": [{**data, "values": {"arn": arn, "policy": large}}]}}}
    assert len(large) > 6_144, "the quota of a customer's managed policy"
    (role,) = read_plan(found).world.roles.values()
    assert [policy.name for policy in role.policies] == ["data.aws_iam_policy.this.policy"]
