"""Advice about pairs that replicate: each row changes a correct pair, and names all advice that it brings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.findings.advice import advise
from s3_replication.findings.report import build_report
from tests.core.builders import build_world, named

ROWS = yaml.safe_load((Path(__file__).parent / "advice.yaml").read_text())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_advice_is_what_the_row_says(row: Mapping[str, Any]) -> None:
    world = build_world(row)
    found = {finding.id: finding.severity.value for finding in advise(world, world.buckets["source"])}
    assert found.pop("annotations-not-replicated") == "note"  # no row is about annotations
    assert found == row["expect"]
    for check, words in row.get("says", {}).items():
        assert any(words in finding.why for finding in advise(world, world.buckets["source"]) if finding.id == check)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_advice_never_breaks_the_verdict(row: Mapping[str, Any]) -> None:
    assert build_report(build_world(row)).verdict == "works"


def test_a_role_of_two_buckets_is_reported_once() -> None:
    world = build_world({"base": "same", "world": {"buckets/third/rules": [THIRD_RULE], "buckets/third/role": "{role}"}})
    found = [finding for bucket in world.buckets.values() for finding in advise(world, bucket) if finding.id == "role-shared-by-buckets"]
    assert [finding.subject for finding in found] == ["arn:aws:iam::111111111111:role/service-role/replicator"]


def test_a_chain_of_buckets_ends_after_its_first_step() -> None:
    rule = {**THIRD_RULE, "destination": {"bucket": "{third}"}}
    world = build_world({"base": "same", "world": {"buckets/destination/rules": [rule], "buckets/destination/role": "{role}"}})
    found = [finding for finding in advise(world, world.buckets["source"]) if finding.id == "replicas-not-sent-on"]
    assert [finding.why.split(".")[0] for finding in found] == ["Objects of source replicate to destination, and not from there to third"]


def unneeded(row: Mapping[str, Any]) -> str:
    found = [finding.why for finding in build_report(build_world(row)).findings if finding.id == "role-allows-more-than-replication"]
    return found[0] if found else ""


def test_actions_that_replication_never_asks_for_are_named_together() -> None:
    more = [{"Effect": "Allow", "Action": ["s3:PutObject", "s3:Delete*", "s3:Get*", "s3:ReplicateObject"], "Resource": "*"}]
    report = build_report(build_world({"statements": {"roles/replicator/permissions": more}}))
    (found,) = [finding for finding in report.findings if finding.id == "role-allows-more-than-replication"]
    assert found.why.startswith("Replication does not need s3:Delete* and s3:PutObject.")
    assert (found.severity, report.verdict) == ("note", "works")


# Each permission of the role of the world "cross" that its one rule uses.
NEEDED = [
    ["s3:GetReplicationConfiguration", "{source}"], ["s3:ListBucket", "{source}"], ["s3:GetObjectVersionForReplication", "{source}/*"],
    ["s3:GetObjectVersionAcl", "{source}/*"], ["s3:GetObjectVersionTagging", "{source}/*"], ["s3:ReplicateObject", "{destination}/*"],
    ["s3:ReplicateDelete", "{destination}/*"], ["s3:ReplicateTags", "{destination}/*"], ["kms:Decrypt", "{source-key}"],
    ["kms:Decrypt", "{destination-key}"], ["kms:Encrypt", "{destination-key}"], ["kms:GenerateDataKey", "{destination-key}"],
]  # fmt: skip


def outcomes_of(permissions: Sequence[Any]) -> Sequence[Any]:
    report = build_report(build_world({"world": {"roles/replicator/permissions": list(permissions)}}))
    return [(row.object_class, row.destination_bucket, row.description, row.outcome, row.failure_reason) for row in report.outcomes]


def test_nothing_is_unneeded_of_what_replication_asks_for() -> None:
    assert unneeded({"world": {"roles/replicator/permissions": NEEDED}}) == ""


@pytest.mark.parametrize("more", [["s3:PutObject", "{destination}/*"], ["s3:ReplicateObject", "{third}/*"], ["kms:Decrypt", "{same-key}"]])
def test_an_unneeded_permission_is_named_and_its_removal_changes_no_outcome(more: Sequence[str]) -> None:
    said = unneeded({"world": {"roles/replicator/permissions": [*NEEDED, more]}})
    assert (more[0] in said) or (named(more[1]) in said)
    assert outcomes_of([*NEEDED, more]) == outcomes_of(NEEDED)


def test_an_unneeded_resource_is_named_with_its_action() -> None:
    said = unneeded({"world": {"roles/replicator/permissions": [*NEEDED, ["s3:ReplicateObject", "{third}/*"]]}})
    assert f"It does not need s3:ReplicateObject on {named('{third}/*')}." in said


def test_what_a_broken_delivery_does_not_come_to_is_not_called_unneeded() -> None:
    together = [{"Effect": "Allow", "Action": "*", "Resource": ["{source}", "{source}/*", "{destination}/*"]}]
    row = {"world": {"roles/replicator/permissions": together, "buckets/source/policy": [DENY]}}
    assert unneeded(row) == ""


def test_a_shared_role_needs_what_any_of_its_buckets_needs() -> None:
    third = {"buckets/third/rules": [THIRD_RULE], "buckets/third/role": "{role}"}
    reads = ["s3:GetReplicationConfiguration", "s3:ListBucket", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl"]
    allowed = [{"Effect": "Allow", "Action": [*reads, "s3:GetObjectVersionTagging"], "Resource": ["{third}", "{third}/*"]}]
    row = {"base": "same", "statements": {"roles/replicator/permissions": allowed}}
    assert named("{third}/*") in unneeded(row)
    assert f"{named('{third}')}," not in unneeded({**row, "world": third})


DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObjectVersionForReplication", "Resource": "{source}/*"}
THIRD_RULE = {
    "id": "on",
    "priority": 1,
    "status": "Enabled",
    "filter": {},
    "delete_marker_replication": "Enabled",
    "destination": {"bucket": "{destination}", "metrics": ["Enabled"]},
}


REPLICATES = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
USES = ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"]
OWN_ROOT = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::{other}:root"}, "Action": "kms:*", "Resource": "*"}
TLS = {"Bool": {"aws:SecureTransport": "true"}}
ROOT, ROLE = "arn:aws:iam::{account}:root", "{role}"
ALLOWS_EVERYONE = "but it allows every principal of every account"
ALLOWS_ACCOUNT = "but it allows every role and user of account 111111111111 whose own policies allow it too"


def wide(world: Mapping[str, Any], base: str = "cross") -> dict[str, str]:
    """The finding about each policy that allows too much."""
    report = build_report(build_world({"base": base, "world": world}))
    assert report.verdict == "works"
    return {one.subject: one.why for one in report.findings if one.id == "resource-policy-allows-more-than-replication"}


def bucket_statement(principal: object, actions: object = REPLICATES, **more: object) -> Mapping[str, object]:
    return {"Effect": "Allow", "Principal": principal, "Action": actions, "Resource": "{destination}/*", **more}


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        ([bucket_statement("*")], ALLOWS_EVERYONE),
        ([bucket_statement({"AWS": "*"}, Condition=TLS)], ALLOWS_EVERYONE),
        ([bucket_statement({"AWS": ROOT})], ALLOWS_ACCOUNT),
        ([bucket_statement({"AWS": ["{account}", "arn:aws:iam::{third-account}:root"]})], ALLOWS_ACCOUNT),
        ([bucket_statement({"AWS": ROLE}, "s3:*")], "but it also allows s3:DeleteBucketPolicy, s3:DeleteObjectVersion, s3:PutBucketPolicy"),
        ([bucket_statement({"AWS": ROLE}, "*")], "but it also allows s3:DeleteBucketPolicy"),
        ([bucket_statement({"AWS": ROLE}, [*REPLICATES, "s3:GetObject"])], "but it also allows s3:GetObject."),
        ([bucket_statement({"AWS": ROOT}, "s3:*")], f"{ALLOWS_ACCOUNT}, and it also allows s3:DeleteBucketPolicy"),
    ],
)
def test_a_bucket_policy_that_allows_more_than_replication_needs(statements: Sequence[Any], says: str) -> None:
    assert says in wide({"buckets/destination/policy": statements})["arn:aws:s3:::destination"]


@pytest.mark.parametrize(
    "statements",
    [
        [bucket_statement({"AWS": ROLE})],
        [bucket_statement({"AWS": ROLE}, ["s3:Replicate*", "s3:ObjectOwnerOverrideToBucketOwner"])],
        [bucket_statement("*", Condition={"ArnEquals": {"aws:PrincipalArn": "{role}"}})],
        [bucket_statement({"AWS": ROOT}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), bucket_statement({"AWS": ROLE})],
        # Statements for something else: replication works without them.
        [bucket_statement({"AWS": ROLE}), bucket_statement("*", "s3:GetObject")],
        [bucket_statement({"AWS": ROLE}), bucket_statement("*", "s3:*")],
        [bucket_statement({"AWS": ROLE}), bucket_statement({"AWS": "arn:aws:iam::{third-account}:root"})],
    ],
)
def test_a_narrow_bucket_policy_and_statements_for_other_purposes_are_quiet(statements: Sequence[Any]) -> None:
    assert wide({"buckets/destination/policy": statements}) == {}


@pytest.mark.parametrize(
    ("principal", "actions", "says"),
    [
        ("*", USES, ALLOWS_EVERYONE),
        ({"AWS": ROOT}, USES, ALLOWS_ACCOUNT),
        ({"AWS": ROLE}, "*", "but it also allows kms:PutKeyPolicy, kms:ScheduleKeyDeletion. "),
        ({"AWS": ROLE}, "kms:*", "but it also allows kms:PutKeyPolicy, kms:ScheduleKeyDeletion"),
        ({"AWS": ROLE}, USES, None),
        # The statement for key users that the console writes into a key policy.
        ({"AWS": ROLE}, ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"], None),
        ({"AWS": ROLE}, [*USES, "kms:CreateGrant", "kms:Disable*"], "but it also allows kms:CreateGrant, kms:Disable*."),
    ],
)
def test_a_key_policy_that_allows_more_than_replication_needs(principal: object, actions: object, says: str | None) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": actions, "Resource": "*"}
    found = wide({"keys/destination/policy": [OWN_ROOT, statement]})
    assert set(found) == ({named("{destination-key}")} if says else set())
    assert says is None or says in found[named("{destination-key}")]


def test_the_default_key_policy_and_a_policy_in_the_roles_own_account_are_quiet() -> None:
    assert wide({"buckets/destination/policy": [bucket_statement("*")]}, "same") == {}


def test_two_statements_that_allow_too_much_are_named_also_if_one_is_enough() -> None:
    """Replication would stop without both, so neither is for something else."""
    twice = [
        bucket_statement("*", Sid="First"),
        bucket_statement({"AWS": ROOT}, Sid="Second"),
        bucket_statement("*", "s3:Get*", Sid="Third"),
    ]
    (said,) = wide({"buckets/destination/policy": twice}).values()
    assert f"Replication uses statement First of policy of destination, {ALLOWS_EVERYONE}." in said
    assert f"Replication uses statement Second of policy of destination, {ALLOWS_ACCOUNT}." in said
    assert "Third" not in said


def test_two_statements_that_serve_other_actions_are_both_needed() -> None:
    split = [bucket_statement("*", "s3:ReplicateObject", Sid="Objects"), bucket_statement("*", "s3:ReplicateDelete", Sid="Deletes")]
    (said,) = wide({"buckets/destination/policy": split}).values()
    assert said.count("Replication needs statement") == 2


READS_ANNOTATIONS = ["s3:GetObjectVersionAnnotationForReplication", "{source}/*"]
WRITES_ANNOTATIONS = ["s3:ReplicateObjectAnnotation", "{destination}/*"]


@pytest.mark.parametrize(
    ("allowed", "missing"),
    [
        (
            [],
            [
                "s3:GetObjectVersionAnnotationForReplication on arn:aws:s3:::source/*",
                "s3:ReplicateObjectAnnotation on arn:aws:s3:::destination/*",
            ],
        ),
        ([READS_ANNOTATIONS], ["s3:ReplicateObjectAnnotation on arn:aws:s3:::destination/*"]),
        ([READS_ANNOTATIONS, WRITES_ANNOTATIONS], []),
    ],
    ids=["none", "reading", "both"],
)
def test_permissions_for_annotations_that_the_role_lacks_are_a_note(allowed: Sequence[Any], missing: Sequence[str]) -> None:
    permissions = {
        "roles/replicator/permissions": [*NEEDED, *allowed],
        "buckets/destination/policy": [bucket_statement({"AWS": ROLE}, "s3:*")],
    }
    report = build_report(build_world({"world": permissions}))
    found = [one for one in report.findings if one.id == "annotations-not-replicated"]
    assert [(one.severity, one.certain, [words for words in missing if words not in one.why]) for one in found] == (
        [("note", False, [])] if missing else []
    )
    assert report.verdict == "works"
    assert unneeded({"world": permissions}) == ""
