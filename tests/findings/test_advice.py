"""Advice about pairs that replicate: each row changes a correct pair, and names all advice that it brings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.findings.advice import advise
from s3_replication.findings.report import build_report
from tests.core.builders import build_world

ROWS = yaml.safe_load((Path(__file__).parent / "advice.yaml").read_text())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_advice_is_what_the_row_says(row: Mapping[str, Any]) -> None:
    world = build_world(row)
    found = {finding.id: finding.severity.value for finding in advise(world, world.buckets["source"], [])}
    assert found == row["expect"]
    for check, words in row.get("says", {}).items():
        assert any(words in finding.why for finding in advise(world, world.buckets["source"], []) if finding.id == check)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_advice_never_breaks_the_verdict(row: Mapping[str, Any]) -> None:
    assert build_report(build_world(row)).verdict == "works"


def test_a_role_of_two_buckets_is_reported_once() -> None:
    world = build_world({"base": "same", "world": {"buckets/third/rules": [THIRD_RULE], "buckets/third/role": "{role}"}})
    found = [
        finding for bucket in world.buckets.values() for finding in advise(world, bucket, []) if finding.id == "role-shared-by-buckets"
    ]
    assert [finding.subject for finding in found] == ["arn:aws:iam::111111111111:role/service-role/replicator"]


def test_a_chain_of_buckets_ends_after_its_first_step() -> None:
    rule = {**THIRD_RULE, "destination": {"bucket": "{third}"}}
    world = build_world({"base": "same", "world": {"buckets/destination/rules": [rule], "buckets/destination/role": "{role}"}})
    found = [finding for finding in advise(world, world.buckets["source"], []) if finding.id == "replicas-not-sent-on"]
    assert [finding.why.split(".")[0] for finding in found] == ["Objects of source replicate to destination, and not from there to third"]


def test_actions_that_replication_never_asks_for_are_named_together() -> None:
    more = [{"Effect": "Allow", "Action": ["s3:PutObject", "s3:Delete*", "s3:Get*", "s3:ReplicateObject"], "Resource": "*"}]
    report = build_report(build_world({"statements": {"roles/replicator/permissions": more}}))
    (found,) = [finding for finding in report.findings if finding.id == "role-allows-more-than-replication"]
    assert found.why.startswith("Replication asks for none of s3:delete*, s3:putobject.")
    assert (found.severity, report.verdict) == ("note", "works")


THIRD_RULE = {
    "id": "on",
    "priority": 1,
    "status": "Enabled",
    "filter": {},
    "delete_marker_replication": "Enabled",
    "destination": {"bucket": "{destination}", "metrics": ["Enabled"]},
}
