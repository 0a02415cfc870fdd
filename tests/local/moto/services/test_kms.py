"""What moto's KMS forgets and S3's users see: a key's rotation period, and what a replica of a key was asked to be."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_a_rotation_period_is_kept_while_rotation_is_enabled(aws: Any) -> None:
    kms = aws.client("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=180)
    found = kms.get_key_rotation_status(KeyId=key["Arn"])
    assert (found["KeyId"], found["KeyRotationEnabled"], found["RotationPeriodInDays"]) == (key["KeyId"], True, 180)
    kms.disable_key_rotation(KeyId=key["KeyId"])
    assert "RotationPeriodInDays" not in kms.get_key_rotation_status(KeyId=key["KeyId"])


def test_a_period_that_is_not_given_is_a_year(aws: Any) -> None:
    kms = aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 365


def test_a_replica_of_a_multi_region_key_has_the_policy_and_tags_that_it_was_asked_for(aws: Any) -> None:
    near, far = aws.client("kms"), aws.client("kms", region="eu-west-1")
    primary = near.create_key(MultiRegion=True)["KeyMetadata"]["KeyId"]
    policy = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "kms:*", "Resource": "*"}],
        }
    )
    near.replicate_key(
        KeyId=primary, ReplicaRegion="eu-west-1", Policy=policy, Description="copy", Tags=[{"TagKey": "team", "TagValue": "storage"}]
    )
    assert far.get_key_policy(KeyId=primary, PolicyName="default")["Policy"] == policy
    assert near.get_key_policy(KeyId=primary, PolicyName="default")["Policy"] != policy
    assert far.describe_key(KeyId=primary)["KeyMetadata"]["Description"] == "copy"
    assert far.list_resource_tags(KeyId=primary)["Tags"] == [{"TagKey": "team", "TagValue": "storage"}]
    assert near.list_resource_tags(KeyId=primary)["Tags"] == []


def test_a_replica_without_a_policy_has_the_default_one(aws: Any) -> None:
    near, far = aws.client("kms"), aws.client("kms", region="eu-west-1")
    narrow = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "kms:*", "Resource": "*"}],
        }
    )
    primary = near.create_key(MultiRegion=True, Policy=narrow, Description="first")["KeyMetadata"]["KeyId"]
    near.replicate_key(KeyId=primary, ReplicaRegion="eu-west-1")
    assert "Enable IAM User Permissions" in far.get_key_policy(KeyId=primary, PolicyName="default")["Policy"]
    assert far.describe_key(KeyId=primary)["KeyMetadata"]["Description"] == ""


@pytest.mark.parametrize(
    ("multi_region", "region", "code"),
    [(False, "eu-west-1", "UnsupportedOperationException"), (True, "us-east-1", "AlreadyExistsException")],
    ids=["a key of one Region", "the primary's own Region"],
)
def test_what_kms_does_not_replicate_is_refused(aws: Any, multi_region: bool, region: str, code: str) -> None:
    key = aws.client("kms").create_key(MultiRegion=multi_region)["KeyMetadata"]["KeyId"]
    with pytest.raises(ClientError, match=code):
        aws.client("kms").replicate_key(KeyId=key, ReplicaRegion=region)
