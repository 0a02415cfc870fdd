"""Findings that the user accepts, each with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from s3_replication.errors import InputError
from s3_replication.findings.catalogue import find_check
from s3_replication.findings.finding import Finding, Report, Severity

__all__ = ["Ignore", "accept"]


@dataclass(frozen=True, slots=True)
class Ignore:
    """One accepted finding: the check's id, the subject (an address or ARN, with * as wildcard) and the reason."""

    check: str
    subject: str
    reason: str

    @classmethod
    def parse(cls, text: str, reason: str) -> "Ignore":
        """From ID:ADDRESS; raises InputError."""
        check, colon, subject = text.partition(":")
        if not colon or not subject:
            raise InputError(f"--ignore {text!r} has no address: write ID:ADDRESS, such as rule-disabled:aws_s3_bucket.source.")
        if not reason.strip():
            raise InputError(f"--ignore {text!r} has no reason: say why the finding is accepted.")
        return cls(find_check(check).id, subject, reason.strip())

    def covers(self, finding: Finding) -> bool:
        """Whether this accepts the finding."""
        return finding.id == self.check and fnmatchcase(finding.subject, self.subject)


def accept(report: Report, ignores: Sequence[Ignore]) -> tuple[Report, tuple[Ignore, ...]]:
    """The report with accepted findings as notes that carry the reason, and the entries that no finding needs any more."""
    findings = tuple(_accepted(finding, ignores) for finding in report.findings)
    unused = tuple(one for one in ignores if not any(one.covers(finding) for finding in report.findings))
    return replace(report, findings=findings), unused


def _accepted(finding: Finding, ignores: Sequence[Ignore]) -> Finding:
    found = next((one for one in ignores if one.covers(finding)), None)
    if found is None:
        return finding
    return replace(finding, severity=Severity.NOTE, why=f"Accepted: {found.reason} {finding.why}")
