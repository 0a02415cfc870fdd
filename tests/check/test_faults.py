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


def test_texts_name_created_keys_and_roles_by_their_addresses(faults_report: Report) -> None:
    """Placeholders of ARNs that are known after apply, and of keys that no configuration has, mean nothing to a reader."""
    texts = [text for one in faults_report.findings for text in (one.subject, one.why, *(change.text for change in one.suggestions))]
    assert [text for text in texts if "known-after-apply" in text or "00000000" in text] == []
    assert any("kms:Encrypt on module.pair" in text for text in texts)
