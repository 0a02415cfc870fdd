"""A destroy that stops at a bucket with objects loses no key and no object, and the next apply puts every setting back."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from s3_replication.aws import Connection
from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.errors import TerraformError
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

pytestmark = pytest.mark.xdist_group("destroy")  # the tests destroy one pair, one after the other
CHECKOUT = find_checkout(Path(__file__).parent)
NAME = "destroyed"
SETTINGS = (
    "get_bucket_encryption",
    "get_bucket_ownership_controls",
    "get_bucket_policy",
    "get_bucket_replication",
    "get_bucket_tagging",
    "get_bucket_versioning",
    "get_object_lock_configuration",
    "get_public_access_block",
)


class Pair:
    """examples/cross-account without force_destroy, and one object in it."""

    def __init__(self, local_aws: LocalAws, folder: Path) -> None:
        root = copy_configuration(CHECKOUT, "cross-account", folder)
        self.terraform = Terraform(root, find_binary(os.environ), terraform_environment(local_aws.full_environment(), folder / "cli"))
        self.terraform.variables({"name": NAME, "destination_role_arn": LOCAL_DESTINATION_ROLE})
        self.terraform.init()
        self.control = local_aws.control
        source = Connection.open(local_aws.environment())
        self.sides = {
            f"{NAME}-source": (source, "us-east-1"),
            f"{NAME}-destination": (source.assume(LOCAL_DESTINATION_ROLE), "eu-west-1"),
        }

    def settings(self) -> Mapping[str, Any]:
        """The settings of both buckets, the policies of their default keys, and the role, as AWS returns them."""
        found: dict[str, Any] = {}
        for bucket, (connection, region) in self.sides.items():
            s3 = connection.s3(region)
            found |= {f"{bucket} {name}": _answer(getattr(s3, name), Bucket=bucket) for name in SETTINGS}
            found[f"{bucket} key policy"] = json.loads(
                connection.kms(region).get_key_policy(KeyId=self.key(bucket), PolicyName="default")["Policy"]
            )
        role, iam = f"{NAME}-source-replication", self.sides[f"{NAME}-source"][0].iam()
        found["trust"] = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        found["permissions"] = iam.get_role_policy(RoleName=role, PolicyName="replication")["PolicyDocument"]
        return found

    def key(self, bucket: str) -> str:
        connection, region = self.sides[bucket]
        rules = connection.s3(region).get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        return str(rules[0]["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"])

    def key_state(self, bucket: str, key: str) -> str:
        connection, region = self.sides[bucket]
        return str(connection.kms(region).describe_key(KeyId=key)["KeyMetadata"]["KeyState"])

    def status_of_a_new_object(self) -> str:
        s3 = self.sides[f"{NAME}-source"][0].s3("us-east-1")
        version = s3.put_object(Bucket=f"{NAME}-source", Key="documents/ledger", Body=b"paid")["VersionId"]
        self.control.settle()
        return str(s3.head_object(Bucket=f"{NAME}-source", Key="documents/ledger", VersionId=version)["ReplicationStatus"])

    def empty(self) -> None:
        for bucket, (connection, region) in self.sides.items():
            s3 = connection.s3(region)
            for version in s3.list_object_versions(Bucket=bucket)["Versions"]:
                s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])


def _answer(call: Callable[..., Mapping[str, Any]], **arguments: str) -> Mapping[str, Any]:
    """The answer without its request's own data, or the code of the refusal."""
    try:
        return {name: value for name, value in call(**arguments).items() if name != "ResponseMetadata"}
    except ClientError as error:
        return {"code": error.response["Error"]["Code"]}


@pytest.fixture(scope="module")
def pair(own_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    made = Pair(own_aws, tmp_path_factory.mktemp("destroy"))
    made.terraform.apply()
    return made


def test_a_destroy_that_stops_keeps_the_keys_and_the_next_apply_restores_everything(pair: Pair) -> None:
    assert pair.status_of_a_new_object() == "COMPLETED"
    before, keys = pair.settings(), {bucket: pair.key(bucket) for bucket in pair.sides}

    with pytest.raises(TerraformError, match="BucketNotEmpty"):
        pair.terraform.destroy()

    assert {bucket: pair.key_state(bucket, key) for bucket, key in keys.items()} == dict.fromkeys(pair.sides, "Enabled")
    pair.terraform.apply()
    assert pair.settings() == before
    assert {bucket: pair.key(bucket) for bucket in pair.sides} == keys
    assert not pair.terraform.has_changes()
    assert pair.status_of_a_new_object() == "COMPLETED"


def test_an_empty_pair_is_destroyed_with_its_keys(pair: Pair) -> None:
    keys = {bucket: pair.key(bucket) for bucket in pair.sides}
    pair.empty()

    pair.terraform.destroy()

    assert {bucket: pair.key_state(bucket, key) for bucket, key in keys.items()} == dict.fromkeys(pair.sides, "PendingDeletion")
    assert pair.terraform.show().get("values") is None
