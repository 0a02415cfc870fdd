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
    assert found.why.startswith("Replication asks for none of s3:delete*, s3:putobject.")
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
    assert (more[0].lower() in said) or (named(more[1]) in said)
    assert outcomes_of([*NEEDED, more]) == outcomes_of(NEEDED)


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
