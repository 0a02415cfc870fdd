"""The --json answer of check and doctor; report.schema.json describes it."""

from collections.abc import Mapping
from typing import Final

from s3_replication.findings.finding import Finding, OutcomeRow, Report, Suggestion

__all__ = ["SCHEMA_VERSION", "as_json"]

SCHEMA_VERSION: Final = 2


def as_json(report: Report) -> Mapping[str, object]:
    """The report as plain JSON values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "verdict": report.verdict.value,
        "outcomes": [_outcome(row) for row in report.outcomes],
        "findings": [_finding(finding) for finding in report.findings],
        "assumptions": list(report.assumptions),
    }


def _outcome(row: OutcomeRow) -> Mapping[str, object]:
    return {
        "source_bucket": row.source_bucket,
        "destination_bucket": row.destination_bucket,
        "object_class": row.object_class,
        "keys": {"pattern": row.keys, "example": row.example_key},
        "outcome": row.outcome.value,
        "failure_reason": row.failure_reason,
        "reason_is_open": row.reason_is_open,
        "rule_id": row.rule_id,
        "because": list(row.because),
    }


def _finding(finding: Finding) -> Mapping[str, object]:
    location = {"file": finding.location.file, "line": finding.location.line} if finding.location is not None else None
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "subject": finding.subject,
        "rule_id": finding.rule_id,
        "title": finding.title,
        "why": finding.why,
        "fix": finding.fix,
        "source": finding.source,
        "certain": finding.certain,
        "location": location,
        "repair": {"proven": finding.proven, "changes": [_change(one) for one in finding.suggestions]},
        "affects": list(finding.affects),
    }


def _change(suggestion: Suggestion) -> Mapping[str, object]:
    return {
        "text": suggestion.text,
        "json": suggestion.json or None,
        "hcl": suggestion.hcl or None,
        "cli": suggestion.cli or None,
    }
