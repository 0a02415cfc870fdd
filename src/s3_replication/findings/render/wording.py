"""Sentences that the text and the page have in common."""

from collections.abc import Mapping
from typing import Final

from s3_replication.findings.finding import Finding, ReplicationVerdict, Report

__all__ = ["OTHER_SETTINGS", "UNCERTAIN", "VERDICT_SENTENCES", "is_terraform", "proof_of", "reasons", "verdict_sentence"]

VERDICT_SENTENCES: Final[Mapping[ReplicationVerdict, str]] = {
    ReplicationVerdict.WORKS: ("Replication works for all objects that a rule selects and that use the bucket's default settings."),
    ReplicationVerdict.BROKEN: "Replication is broken.",
    ReplicationVerdict.UNKNOWN: "It is not known whether replication works.",
}
OTHER_SETTINGS: Final = "Objects written with other settings than the bucket's defaults"
UNCERTAIN: Final = "This finding is not certain."


def verdict_sentence(report: Report) -> str:
    """The verdict in words; a report without any rule says so."""
    if report.verdict is ReplicationVerdict.WORKS and not report.outcomes:
        return "Nothing replicates: there is no replication rule."
    return VERDICT_SENTENCES[report.verdict]


def proof_of(finding: Finding) -> str:
    """What is proven about the finding's repair; "" if it stops no objects."""
    if finding.proven:
        return "proven: with the fixes of this report, these objects replicate"
    return "needed, but not enough" if finding.affects else ""


def reasons(finding: Finding) -> tuple[str, ...]:
    """Why the finding is there, and whether that is certain; its why names what an uncertain one depends on."""
    return (finding.why,) if finding.certain else (finding.why, UNCERTAIN)


def is_terraform(finding: Finding) -> bool:
    """Whether the subject is a resource of Terraform, which HCL repairs."""
    return not finding.subject.startswith("arn:")
