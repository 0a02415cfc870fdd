"""Faults made with boto3 end in the status and reason that S3 gives; repairing does not retry, a new version does (4.14, 4.15)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.exceptions import ClientError

CASES = yaml.safe_load(Path(__file__).with_name("failures.yaml").read_text())
Make = Callable[..., Any]


class Faults:
    """One method per fault of the table."""

    def __init__(self, pair: Any, case: dict[str, Any], boundary: str) -> None:
        self.pair, self.without, self.boundary = pair, tuple(case.get("without", ())), boundary
        self.iam = pair.aws.client("iam", pair.source_account)

    def delete_role(self) -> None:
        self.iam.delete_role_policy(RoleName=self.pair.role, PolicyName="replication")
        self.iam.delete_role(RoleName=self.pair.role)

    def distrust(self) -> None:
        document = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}  # fmt: skip
        self.iam.update_assume_role_policy(RoleName=self.pair.role, PolicyDocument=json.dumps(document))

    def take_read(self) -> None:
        self.pair.allow(without=self.without)

    def remove_bucket_policy(self) -> None:
        self.pair.at_destination.delete_bucket_policy(Bucket=self.pair.destination)

    def admit_without(self) -> None:
        self.pair.admit(without=self.without)

    def suspend_destination(self) -> None:
        self.pair.at_destination.put_bucket_versioning(Bucket=self.pair.destination, VersioningConfiguration={"Status": "Suspended"})

    def delete_destination(self) -> None:
        self.pair.at_destination.delete_bucket(Bucket=self.pair.destination)

    def deny_at_source(self) -> None:
        deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObjectVersion*", "Resource": f"arn:aws:s3:::{self.pair.source}/*",
                "Condition": {"ArnEquals": {"aws:PrincipalArn": self.pair.role_arn}}}  # fmt: skip
        self.pair.at_source.put_bucket_policy(Bucket=self.pair.source, Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}))

    def bound(self) -> None:
        document = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetReplicationConfiguration"], "Resource": "*"}]}  # fmt: skip
        arn = self.iam.create_policy(PolicyName=self.boundary, PolicyDocument=json.dumps(document))["Policy"]["Arn"]
        self.iam.put_role_permissions_boundary(RoleName=self.pair.role, PermissionsBoundary=arn)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_fault_ends_in_the_reason_that_s3_gives(case: dict[str, Any], make_pair: Make, name: Callable[[str], str]) -> None:
    pair = make_pair()
    getattr(Faults(pair, case, name("boundary")), case["fault"])()
    pair.put()
    assert pair.head()["ReplicationStatus"] == "FAILED"
    assert pair.failure() == case["reason"]
    if case["fault"] != "delete_destination":
        with pytest.raises(ClientError, match="404"):
            pair.replica()


def test_repairing_does_not_retry_and_a_new_version_replicates(make_pair: Make) -> None:  # 4.15
    pair = make_pair()
    pair.allow(without=("s3:ReplicateObject",))
    failed = pair.put()
    pair.allow()
    pair.settle()
    assert pair.head()["ReplicationStatus"] == "FAILED"
    with pytest.raises(ClientError, match="404"):
        pair.replica()
    pair.put()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"
    assert pair.head(VersionId=failed)["ReplicationStatus"] == "FAILED"


def test_tags_that_may_not_be_read_leave_an_untagged_replica_and_failed(make_pair: Make) -> None:  # 4.16
    pair = make_pair()
    pair.allow(without=("s3:GetObjectVersionTagging",))
    pair.put(Tagging="a=b")
    assert pair.head()["ReplicationStatus"] == "FAILED"
    assert "TagCount" not in pair.replica()


def test_disabled_destination_key_fails_and_enabling_it_does_not_retry(make_pair: Make) -> None:  # 5.33
    pair = make_pair(cross_account=False)
    home, away = (pair.aws.client("kms", pair.source_account, region) for region in ("us-east-1", pair.destination_region))
    source_key = home.create_key()["KeyMetadata"]["Arn"]
    replica_key = away.create_key()["KeyMetadata"]["Arn"]
    pair.allow({"Effect": "Allow", "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], "Resource": [source_key, replica_key]})
    pair.configure(
        {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
         "Destination": {"EncryptionConfiguration": {"ReplicaKmsKeyID": replica_key}}}
    )  # fmt: skip
    encrypted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": source_key}
    pair.put("fine", **encrypted)
    assert pair.replica("fine")["SSEKMSKeyId"] == replica_key
    assert pair.head("fine")["SSEKMSKeyId"] == source_key
    away.disable_key(KeyId=replica_key)
    pair.put("refused", **encrypted)
    assert pair.failure("refused") == "DstKmsKeyInvalidState"
    away.enable_key(KeyId=replica_key)
    pair.settle()
    assert pair.head("refused")["ReplicationStatus"] == "FAILED"
    pair.put("refused", **encrypted)
    assert pair.head("refused")["ReplicationStatus"] == "COMPLETED"


def test_kms_object_without_opt_in_is_skipped_in_silence(make_pair: Make) -> None:  # 3.47
    pair = make_pair()
    key = pair.aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    pair.put("secret", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    assert "ReplicationStatus" not in pair.head("secret")


def test_temporary_failure_stays_pending_and_is_retried(make_pair: Make) -> None:  # 4.13
    pair = make_pair()
    pair.aws.control.fault(pair.destination, times=2)
    pair.put()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"
    assert pair.aws.control.versions(pair.source)[0]["tasks"][0]["attempts"] == 3
