"""Faults that a plan can show, built from real HCL: each is found with its cause, S3's own reason and a proven repair."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.findings.finding import Finding, OutcomeRow, Report, Severity

pytestmark = pytest.mark.xdist_group("check-faults")  # the plan is made once

ROWS = yaml.safe_load((Path(__file__).parent / "faults" / "faults.yaml").read_text())


def findings(report: Report, row: Mapping[str, Any], severity: Severity) -> list[Finding]:
    """Those of this row's pair; a service control policy or an account has no part in these faults."""
    place = f'module.pair["{row["id"]}"].'
    names = (place, f":{row['id']}-", f":role/{row['id']}")
    return [one for one in report.findings if one.severity is severity and (one.subject.startswith(place) or one.subject.endswith(names))]


def outcomes(report: Report, row: Mapping[str, Any]) -> list[OutcomeRow]:
    return [one for one in report.outcomes if one.source_bucket == f"{row['id']}-source"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_fault_is_found_with_its_cause_and_reason(row: Mapping[str, Any], faults_report: Report) -> None:
    found = findings(faults_report, row, Severity.ERROR)
    assert sorted({one.id for one in found}) == row["errors"]
    assert sorted({one.id for one in findings(faults_report, row, Severity.WARNING)} - {"value-not-known"}) == row.get("warnings", [])
    failed = {one.failure_reason for one in outcomes(faults_report, row) if one.failure_reason and one.expected}
    if "reason" in row:
        assert row["reason"] in failed
    elif not row["errors"]:
        assert not failed


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["errors"] and "configuration-refused" not in row["errors"]], ids=lambda row: row["id"]
)
def test_each_fault_has_a_repair(row: Mapping[str, Any], faults_report: Report) -> None:
    unrepaired = {one.id for one in findings(faults_report, row, Severity.ERROR) if not one.proven}
    assert unrepaired == set(row.get("unrepaired", []))


@pytest.mark.parametrize("row", [row for row in ROWS if "configuration-refused" in row["errors"]], ids=lambda row: row["id"])
def test_nothing_replicates_by_rules_that_s3_refuses(row: Mapping[str, Any], faults_report: Report) -> None:
    found = outcomes(faults_report, row)
    assert {one.outcome for one in found} == {"NOT_REPLICATED"}
    assert all("configuration-refused" in one.because for one in found)
    refused = [one for one in findings(faults_report, row, Severity.ERROR) if one.id == "configuration-refused"]
    assert all("aws_s3_bucket_replication_configuration" in one.subject for one in refused)


def test_texts_name_created_keys_and_roles_by_their_addresses(faults_report: Report) -> None:
    """Placeholders of ARNs that are known after apply, and of keys that no configuration has, mean nothing to a reader."""
    texts = [text for one in faults_report.findings for text in (one.subject, one.why, *(change.text for change in one.suggestions))]
    assert [text for text in texts if "known-after-apply" in text or "00000000" in text] == []
    assert any("kms:Encrypt on module.pair" in text for text in texts)


TOPOLOGIES = {
    "m1": ({"replicas-not-sent-on": "note"}, "Objects of m1-chain-a replicate to m1-chain-b, and not from there to m1-chain-c."),
    "m2": ({"replica-modifications-one-sided": "warning"}, "Bucket m2-one-west has no rule with ReplicaModifications back to m2-one-east."),
    "m6": ({}, ""),
}


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_chains_and_two_way_replication_bring_what_is_known_of_them(name: str, faults_report: Report) -> None:
    """M1 and M2 of the catalogue, and M6, which is right: S3 does not send replicas back."""
    expected, words = TOPOLOGIES[name]
    about = [one for one in faults_report.findings if f'["{name}-' in one.subject]
    topology = {"replicas-not-sent-on", "replica-modifications-one-sided"}
    assert {one.id: one.severity.value for one in about if one.id in topology or one.severity is not Severity.NOTE} == expected
    assert not words or any(words in one.why for one in about)
    rows = [row for row in faults_report.outcomes if row.source_bucket.startswith(f"{name}-")]
    assert {(row.object_class, row.outcome.value) for row in rows if row.expected} >= {("plain", "COMPLETED")}
    assert {row.outcome.value for row in rows if row.object_class == "replica"} == {"NOT_REPLICATED"}


def test_permissions_for_annotations_are_a_note_that_decides_nothing(faults_report: Report) -> None:
    """C22: no document says what a missing permission does to the object, so no outcome depends on it."""
    found = [one for one in faults_report.findings if one.id == "annotations-not-replicated" and '["control"]' in one.subject]
    assert [(one.severity.value, one.certain) for one in found] == [("note", False)]
    assert "annotations-not-replicated" not in {cause for row in faults_report.outcomes for cause in row.because}
