"""Sentences that the text and the page have in common."""

from collections.abc import Mapping
from typing import Final

from s3_replication.findings.finding import Finding, ReplicationVerdict, Report
from s3_replication.findings.words import and_list

__all__ = ["OTHER_SETTINGS", "UNCERTAIN", "VERDICT_SENTENCES", "is_terraform", "outcomes_title", "proof_of", "reasons", "verdict_sentence"]

VERDICT_SENTENCES: Final[Mapping[ReplicationVerdict, str]] = {
    ReplicationVerdict.WORKS: ("Replication works for all objects that a rule selects and that use the bucket's default settings."),
    ReplicationVerdict.BROKEN: "Replication is broken.",
    ReplicationVerdict.UNKNOWN: "It is not known whether replication works.",
}
OTHER_SETTINGS: Final = "Objects written with other settings than the bucket's defaults"
UNCERTAIN: Final = "This finding is not certain."


def verdict_sentence(report: Report) -> str:
    """The verdict in words; a report without any rule says so, and one of a bucket whose rules are paused too."""
    if report.verdict is ReplicationVerdict.WORKS and not report.outcomes:
        return "Nothing replicates: there is no replication rule."
    if report.verdict is ReplicationVerdict.WORKS and report.pauses:
        return f"Replication works, but {and_list(report.pauses)}."
    return VERDICT_SENTENCES[report.verdict]


def outcomes_title(report: Report) -> str:
    """What the outcomes are about."""
    return f"What happens to each group of objects{' after the pause' if report.pauses else ''}"


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
