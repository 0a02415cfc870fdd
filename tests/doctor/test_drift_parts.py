"""Parts of a pair that seldom differ: the live world is that of another state."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from s3_replication.core import World
from s3_replication.doctor.drift import TerraformSide, drift_findings
from s3_replication.findings.finding import Finding
from s3_replication.plan import read_recorded
from tests.doctor.recorded import resource
from tests.local.conftest import policy
from tests.plan.test_recorded import steps

OWN, OTHER = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{OWN}:role/replication"
KEY, ALIAS = f"arn:aws:kms:eu-west-1:{OTHER}:key/0a", f"arn:aws:kms:eu-west-1:{OTHER}:alias/replicas"
ANYTHING = policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})


def pair(*more: dict[str, Any], key: str = KEY, account: str = OTHER, region: str = "eu-west-1") -> dict[str, Any]:
    destination = {
        "bucket": "arn:aws:s3:::copies",
        "account": account,
        "encryption_configuration": [{"replica_kms_key_id": key}],
    }
    rule = {"id": "all", "status": "Enabled", "filter": [{}], "destination": [destination]}
    resources = [
        resource("aws_s3_bucket.ledger", {"arn": "arn:aws:s3:::ledger", "bucket": "ledger", "region": "us-east-1"}),
        resource("aws_s3_bucket.copies", {"arn": "arn:aws:s3:::copies", "bucket": "copies", "region": region}),
        resource("aws_s3_bucket_replication_configuration.this", {"bucket": "ledger", "role": ROLE, "rule": [rule]}),
        resource("aws_kms_key.replicas", {"arn": KEY, "key_id": "0a", "is_enabled": True, "policy": ANYTHING}),
        resource("aws_kms_alias.replicas", {"arn": ALIAS, "name": "alias/replicas", "target_key_id": "0a"}),
    ]
    return {"format_version": "1.0", "values": {"root_module": {"resources": [*resources, *more]}}}


def world(document: dict[str, Any]) -> World:
    return read_recorded(document).reading.world


def found(
    said: dict[str, Any], live: dict[str, Any], unread: Callable[[str, str], bool] = lambda _operation, _bucket: False
) -> list[Finding]:
    seen = world(live)
    return list(drift_findings(TerraformSide([read_recorded(json.dumps(said))]), seen, seen.buckets["ledger"], unread))


def lock(days: int) -> dict[str, Any]:
    rule = [{"default_retention": [{"mode": "GOVERNANCE", "days": days}]}]
    return resource("aws_s3_bucket_object_lock_configuration.copies", {"bucket": "copies", "object_lock_enabled": "Enabled", "rule": rule})


def encryption(key: str, *blocked: str) -> dict[str, Any]:
    default = [{"sse_algorithm": "aws:kms", "kms_master_key_id": key}]
    rule = [{"apply_server_side_encryption_by_default": default, "bucket_key_enabled": True, "blocked_encryption_types": list(blocked)}]
    return resource("aws_s3_bucket_server_side_encryption_configuration.copies", {"bucket": "copies", "rule": rule})


def access(block: bool) -> dict[str, Any]:
    return resource("aws_s3_bucket_public_access_block.copies", {"bucket": "copies", "block_public_acls": block})


def grant(*operations: str) -> dict[str, Any]:
    values = {"key_id": KEY, "grantee_principal": ROLE, "operations": list(operations)}
    return resource(f"aws_kms_grant.{'_'.join(operations)}", values)


def role(boundary: str) -> list[dict[str, Any]]:
    allowed = policy({"Effect": "Allow", "Action": boundary, "Resource": "*"})
    arn = f"arn:aws:iam::{OWN}:policy/boundary"
    return [
        resource("aws_iam_policy.boundary", {"arn": arn, "name": "boundary", "policy": allowed}),
        resource("aws_iam_role.this", {"arn": ROLE, "name": "replication", "assume_role_policy": ANYTHING, "permissions_boundary": arn}),
    ]


OTHER_KEY = KEY.replace("0a", "0b")
STATE = "in Terraform's state"


@pytest.mark.parametrize(("said", "live", "says"), [
    (pair(lock(1)), pair(lock(2)), f"Default retention of bucket copies: GOVERNANCE for 1 day {STATE}, GOVERNANCE for 2 days on AWS"),
    (pair(encryption(KEY, "SSE-C")), pair(encryption(KEY, "NONE")), f"Blocking of SSE-C of bucket copies: on {STATE}, off on AWS"),
    (pair(encryption(KEY)), pair(encryption(OTHER_KEY)), f"aws:kms with key {KEY} and an S3 Bucket Key {STATE}"),
    (pair(access(True)), pair(access(False)), f"Blocking of public ACLs of bucket copies: on {STATE}, off on AWS"),
    (pair(region="eu-west-1"), pair(region="eu-west-2"), f"The Region of bucket copies: eu-west-1 {STATE}, eu-west-2 on AWS"),
    (pair(grant("Encrypt")), pair(grant("Decrypt")), f"A grant of key {KEY}: Encrypt for {ROLE} {STATE}, no such grant on AWS"),
    (pair(*role("s3:*")), pair(*role("s3:Get*")), f"The permissions boundary of role replication: Allow s3:* on * only {STATE}"),
    (pair(key=KEY), pair(key=OTHER_KEY), f"ReplicaKmsKeyID {KEY} {STATE}, ReplicaKmsKeyID {OTHER_KEY} on AWS"),
], ids=["retention", "SSE-C", "default key", "public ACLs", "Region", "grant", "boundary", "replica key"])  # fmt: skip
def test_a_part_that_differs_is_found(said: dict[str, Any], live: dict[str, Any], says: str) -> None:
    (one,) = found(said, live)
    assert says in one.why


@pytest.mark.parametrize(("said", "live"), [
    (pair(key=ALIAS), pair(key=KEY)),
    (pair(encryption(ALIAS)), pair(encryption(KEY))),
    (pair(grant("Encrypt")), pair(grant("Encrypt"), grant("Decrypt"))),
    (pair(), pair(lock(2), access(False), encryption(KEY))),
], ids=["an alias of the key", "an alias of the default key", "a further grant", "what Terraform does not set"])  # fmt: skip
def test_what_is_the_same_or_not_terraforms_is_not(said: dict[str, Any], live: dict[str, Any]) -> None:
    assert not found(said, live)


def test_a_setting_that_could_not_be_read_is_no_difference() -> None:
    """The reader assumes that public ACLs are blocked where it may not read that."""
    denied = ("GetPublicAccessBlock", "copies")
    assert not found(pair(access(True)), pair(access(False)), lambda operation, bucket: (operation, bucket) == denied)


def test_an_account_that_the_live_rules_name_is_another_finding() -> None:
    """destination-account-differs, which needs no state."""
    live = json.loads(json.dumps(pair()))
    owner = resource("aws_s3_bucket_versioning.copies", {"bucket": "copies", "expected_bucket_owner": OWN})
    live["values"]["root_module"]["resources"].insert(0, owner)
    assert world(live).buckets["copies"].account == OWN
    assert not found(pair(), live)
    assert [one.id for one in found(pair(), json.loads(json.dumps(live).replace(f'"account": "{OTHER}"', '"account": ""')))] == [
        "live-rule-differs",
        "live-bucket-in-another-account",
    ]


def test_other_buckets_of_the_state_cost_nothing_for_each_bucket_that_is_compared() -> None:
    """With --all, a state of thousands of buckets is compared once for each of them."""
    others = [resource(f"aws_s3_bucket.other{at}", {"arn": f"arn:aws:s3:::other{at}", "bucket": f"other{at}"}) for at in range(30)]
    others += [resource(f"aws_iam_role.other{at}", {"arn": f"{ROLE}{at}", "assume_role_policy": ANYTHING}) for at in range(30)]
    live = world(pair())
    sides = [TerraformSide([read_recorded(pair(*more))]) for more in ((), others)]

    def compared(side: TerraformSide) -> int:
        return steps(lambda: list(drift_findings(side, live, live.buckets["ledger"], lambda _operation, _bucket: False)))

    compared(sides[0])  # the catalogue is read once
    assert compared(sides[0]) == compared(sides[1])
