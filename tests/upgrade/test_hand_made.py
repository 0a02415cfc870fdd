"""Replication that somebody made by hand, in two accounts and with keys, is taken over by the recipe of docs/upgrading.md: nothing is
destroyed or replaced, replication goes on, and the plan is empty afterwards."""

import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from s3_replication.aws import Connection
from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.terraform import Terraform

SOURCE, DESTINATION = "111111111111", "222222222222"
CALL = """
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "dublin"
  region = "eu-west-1"

  assume_role {
    role_arn = "%(assumed)s"
  }
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws.dublin }

  source_bucket      = { name = "%(name)s", kms = { existing = { arn = "%(source_key)s" } } }
  destination_bucket = { name = "%(name)s-copy", kms = { existing = { arn = "%(destination_key)s" } } }
  role               = { name = "%(name)s-s3crr" }
  rules              = { copy-all = { priority = 0, delete_markers = true } }
}
"""


def blocks_for(name, recipe):
    """The page's import blocks, but for what nobody makes by hand: a policy of the source, an inline policy named "replication"."""
    blocks = re.findall(r"^import \{.*?^\}\n", recipe("IMPORTS"), re.DOTALL | re.MULTILINE)
    left_out = ("source.module.bucket.aws_s3_bucket_policy", "aws_iam_role_policy")
    kept = [block for block in blocks if not any(part in block for part in left_out)]
    assert len(blocks) - len(kept) == len(left_out)
    names = f'locals {{\n  source_name = "{name}"\n  destination_name = "{name}-copy"\n  role_name = "{name}-s3crr"\n}}\n'
    return names + "".join(kept).replace('aws_iam_role.this["default"]', f'aws_iam_role.this["{name}-s3crr"]')


def make_bucket(s3, name, key, region):
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **place)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]},
    )
    # What new buckets have by themselves on AWS.
    blocked = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=blocked)
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions, resources, **more):
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


class HandMade:
    """A pair as somebody made it, step by step, with broad policies."""

    def __init__(self, source, destination):
        self.name = f"hand-{uuid.uuid4().hex[:8]}"
        self.copy, self.role_name = f"{self.name}-copy", f"{self.name}-s3crr"
        self.role = f"arn:aws:iam::{SOURCE}:role/{self.role_name}"
        self.near, self.far, self.iam = source.s3("us-east-1"), destination.s3("eu-west-1"), source.iam()
        self.source_key = self.key(source.kms("us-east-1"), SOURCE)
        self.destination_key = self.key(destination.kms("eu-west-1"), DESTINATION)
        make_bucket(self.near, self.name, self.source_key, "us-east-1")
        make_bucket(self.far, self.copy, self.destination_key, "eu-west-1")
        self.make_role()
        everything = [f"arn:aws:s3:::{self.copy}", f"arn:aws:s3:::{self.copy}/*"]
        self.far.put_bucket_policy(Bucket=self.copy, Policy=document(allow("s3:*", everything, Principal={"AWS": self.role})))
        self.near.put_bucket_replication(Bucket=self.name, ReplicationConfiguration=self.configuration())

    def key(self, kms, account):
        root = allow("kms:*", "*", Principal={"AWS": f"arn:aws:iam::{account}:root"})
        role = allow(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], "*", Principal={"AWS": f"arn:aws:iam::{SOURCE}:root"})
        return kms.create_key(Policy=document(root, role))["KeyMetadata"]["Arn"]

    def make_role(self):
        trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "s3.amazonaws.com"}}
        self.iam.create_role(RoleName=self.role_name, AssumeRolePolicyDocument=document(trust))
        own = document(allow(["s3:*", "kms:*"], "*"))
        self.iam.put_role_policy(RoleName=self.role_name, PolicyName="s3crr", PolicyDocument=own)

    def configuration(self):
        destination = {"Bucket": f"arn:aws:s3:::{self.copy}", "EncryptionConfiguration": {"ReplicaKmsKeyID": self.destination_key}}
        rule = {
            "ID": "copy-all", "Priority": 0, "Status": "Enabled", "Filter": {}, "DeleteMarkerReplication": {"Status": "Enabled"},
            "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}, "Destination": destination,
        }  # fmt: skip
        return {"Role": self.role, "Rules": [rule]}

    def remove(self):
        self.near.delete_bucket_replication(Bucket=self.name)
        for side, bucket in ((self.near, self.name), (self.far, self.copy)):
            side.delete_bucket_policy(Bucket=bucket)
            for each in side.list_object_versions(Bucket=bucket).get("Versions", []):
                side.delete_object(Bucket=bucket, Key=each["Key"], VersionId=each["VersionId"])
            side.delete_bucket(Bucket=bucket)
        for policy in self.iam.list_role_policies(RoleName=self.role_name)["PolicyNames"]:
            self.iam.delete_role_policy(RoleName=self.role_name, PolicyName=policy)
        self.iam.delete_role(RoleName=self.role_name)


@pytest.fixture
def made(source: Connection, other_account: Connection):
    found = HandMade(source, other_account)
    yield found
    found.remove()


def test_hand_made_replication_is_taken_over_without_a_pause(
    made: HandMade, recipe: Callable[[str], str], root: Callable[..., Terraform], objects: Callable[..., Any], changes: Any,
) -> None:  # fmt: skip
    pair = objects(made.name, made.copy, two_accounts=True)
    assert pair.replicated()
    values = {"name": made.name, "assumed": LOCAL_DESTINATION_ROLE, "source_key": made.source_key, "destination_key": made.destination_key}
    terraform = root("root", {"main.tf": CALL % values + blocks_for(made.name, recipe)})

    plan = terraform.plan()
    found = changes(plan)

    assert len(found.imported) == 13
    # Of what is there only the policies, the role's description and the tie of rules to an account change; two things are new.
    assert found.types("delete") == []
    assert found.types("create") == ["aws_iam_role_policy", "aws_s3_bucket_policy"]

    assert pair.replicated_during(lambda: terraform.apply(plan))
    assert not terraform.has_changes()

    made.iam.delete_role_policy(RoleName=made.role_name, PolicyName="s3crr")
    assert pair.replicated(), "with the module's permissions alone"
    assert not terraform.has_changes()
