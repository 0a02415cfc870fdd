"""Test copies: which objects replicate, their metadata and expiry, and that the test account cannot reach production."""

import json

import pytest
from botocore.exceptions import ClientError

from s3_replication.iam import Policies, Policy, Principal, PrincipalKind, Request, Verdict, evaluate

pytestmark = pytest.mark.example("test-copies")
DAY = 24 * 3600
EVERYTHING = Policy.parse({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}, "identity")


@pytest.fixture
def production(applied):
    return applied.source.s3()


def put(applied, production, key, **options):
    return production.put_object(Bucket=applied.output("source_bucket_name"), Key=key, Body=b"x", **options)["VersionId"]


def settle(applied, production):
    """Waits until an object written now has replicated."""
    put(applied, production, "catalogue/settle")
    head = {"Bucket": applied.output("source_bucket_name"), "Key": "catalogue/settle"}
    assert applied.until(lambda: production.head_object(**head).get("ReplicationStatus") == "COMPLETED")


def copy(applied, key):
    """The test copy's HEAD, or None."""
    try:
        return applied.destination.s3().head_object(Bucket=applied.output("destination_bucket_name"), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return None
        raise


@pytest.mark.parametrize(
    ("key", "tagging", "comes"),
    [("catalogue/a", "", True), ("orders/chosen", "test-copy=yes", True), ("orders/a", "", False), ("orders/b", "test-copy=no", False)],
)
def test_the_chosen_objects_come_over_in_a_cheaper_class(applied, production, key, tagging, comes):
    put(applied, production, key, Tagging=tagging)
    settle(applied, production)
    found = copy(applied, key)
    assert (found is not None) == comes
    assert found is None or found["StorageClass"] == "ONEZONE_IA"


def test_a_tag_that_is_set_later_brings_nothing_over(applied, production):
    put(applied, production, "orders/later")
    tags = {"TagSet": [{"Key": "test-copy", "Value": "yes"}]}
    production.put_object_tagging(Bucket=applied.output("source_bucket_name"), Key="orders/later", Tagging=tags)
    settle(applied, production)
    assert copy(applied, "orders/later") is None


def test_copies_expire_and_production_stays(applied, production, control):
    put(applied, production, "catalogue/short-lived")
    control.settle()
    control.advance(31 * DAY)
    control.run_lifecycle(applied.output("destination_bucket_name"))
    assert copy(applied, "catalogue/short-lived") is None
    head = production.head_object(Bucket=applied.output("source_bucket_name"), Key="catalogue/short-lived")
    assert head["ReplicationStatus"] == "COMPLETED"


@pytest.mark.parametrize(
    ("account", "verdict"),
    [("source", Verdict.ALLOW), ("destination", Verdict.DENY)],
    ids=["an administrator of production", "of the tests"],
)
@pytest.mark.parametrize("action", ["s3:GetObject", "s3:PutObject", "s3:DeleteObjectVersion", "kms:Decrypt"])
def test_the_test_account_cannot_reach_production(applied, production, account, verdict, action):
    bucket = applied.output("source_bucket_name")
    put(applied, production, "catalogue/reached")
    if action.startswith("kms:"):
        resource = production.head_object(Bucket=bucket, Key="catalogue/reached")["SSEKMSKeyId"]
        policy = applied.source.kms(resource.split(":")[3]).get_key_policy(KeyId=resource, PolicyName="default")["Policy"]
    else:
        resource, policy = f"arn:{applied.source.partition()}:s3:::{bucket}/a", production.get_bucket_policy(Bucket=bucket)["Policy"]
    administrator = applied.output(f"{account}_account_id")
    principal = Principal(PrincipalKind.ROLE_SESSION, f"arn:aws:iam::{administrator}:role/administrator", administrator, "session")
    request = Request(principal, action, resource, applied.output("source_account_id"), {"aws:securetransport": ("true",)})
    policies = Policies(identity=(EVERYTHING,), resource=Policy.parse(json.loads(policy), "resource"))
    assert evaluate(request, policies).verdict is verdict
