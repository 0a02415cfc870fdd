"""SARIF 2.1.0, which code hosts show as annotations of a pull request."""

from collections.abc import Mapping
from typing import Final

from s3_replication.findings.catalogue import catalogue
from s3_replication.findings.finding import Finding, Report, Severity
from s3_replication.findings.render.wording import reasons

__all__ = ["as_sarif"]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def as_sarif(report: Report) -> Mapping[str, object]:
    """One run with the checks that found something as its rules. A finding without a place in a file names its subject only."""
    ids = sorted({finding.id for finding in report.findings})
    driver = {"name": "s3-replication", "rules": [_rule(name) for name in ids]}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_result(finding, ids.index(finding.id)) for finding in report.findings]}],
    }


def _rule(name: str) -> Mapping[str, object]:
    entry = catalogue()[name]
    return {
        "id": entry.id,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.why},
        "help": {"text": entry.fix},
        "helpUri": entry.source,
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _result(finding: Finding, rule: int) -> Mapping[str, object]:
    where: dict[str, object] = {"logicalLocations": [{"fullyQualifiedName": finding.subject}]}
    if finding.location is not None:
        region = {"startLine": finding.location.line}
        where["physicalLocation"] = {"artifactLocation": {"uri": finding.location.file}, "region": region}
    repairs = [one.text for one in finding.suggestions] or [finding.fix]
    return {
        "ruleId": finding.id,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join([f"{finding.title}.", *reasons(finding), *repairs])},
        "locations": [where],
    }
