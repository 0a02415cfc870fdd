"""A local AWS started with switches behaves by them, at PutBucketReplication and at delivery."""

import json
from collections.abc import Callable
from typing import Any

Make = Callable[..., Any]


def test_a_trust_policy_on_the_source_account_lets_s3_in_where_the_switch_says_that_s3_sends_it(make_pair: Make) -> None:
    pair = make_pair()
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": pair.source_account}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    pair.aws.client("iam").update_assume_role_policy(RoleName=pair.role, PolicyDocument=document)
    pair.put()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"


def test_a_v1_rule_without_prefix_is_taken_where_the_switch_says_so(make_pair: Make) -> None:
    pair = make_pair()
    rule = {"ID": "old", "Status": "Enabled", "Destination": {"Bucket": f"arn:aws:s3:::{pair.destination}"}}
    pair.at_source.put_bucket_replication(Bucket=pair.source, ReplicationConfiguration={"Role": pair.role_arn, "Rules": [rule]})
    assert pair.at_source.get_bucket_replication(Bucket=pair.source)["ReplicationConfiguration"]["Rules"] == [rule]
