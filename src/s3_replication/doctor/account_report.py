"""What `doctor --all` reports: one row per bucket, and one report of them all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from s3_replication.core import join_worlds
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, ReplicationVerdict, Report, Severity
from s3_replication.findings.report import with_findings

__all__ = ["AccountReport", "BucketRow", "BucketState", "unexamined"]


class BucketState(StrEnum):
    """How far a bucket was diagnosed."""

    EXAMINED = "examined"
    PARTLY = "partly examined"
    NO_REPLICATION = "no replication"
    NOT_EXAMINED = "not examined"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class BucketRow:
    """One bucket: its Region where that is known, its report if it was examined, and why it was not.

    `failed_versions` counts the FAILED versions of the sample.
    """

    name: str
    arn: str
    state: BucketState
    region: str | None = None
    reason: str = ""
    report: Report = field(default_factory=lambda: Report(ReplicationVerdict.UNKNOWN, (), ()))
    failed_versions: int | None = None

    @property
    def severities(self) -> Mapping[str, int]:
        """The number of findings by severity."""
        counted = Counter(one.severity.value for one in self.report.findings)
        return {severity.value: counted[severity.value] for severity in Severity}


@dataclass(frozen=True, slots=True)
class AccountReport:
    """Every bucket of an account that was reached, by name; `listed` is how many the account has."""

    account: str
    listed: int
    buckets: tuple[BucketRow, ...]

    @property
    def is_complete(self) -> bool:
        """Whether no bucket was left out, as an interrupt does."""
        return len(self.buckets) == self.listed

    @property
    def rows(self) -> tuple[BucketRow, ...]:
        """The buckets that replicate, or of which that is not known."""
        return tuple(row for row in self.buckets if row.state is not BucketState.NO_REPLICATION)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many buckets are in each state, and how many without rules are destinations of others."""
        states = Counter(row.state for row in self.buckets)
        others = {row.name for row in self.buckets if row.state is BucketState.NO_REPLICATION}
        targets = {outcome.destination_bucket for row in self.buckets for outcome in row.report.outcomes}
        by_state = {state.name.lower(): states[state] for state in BucketState}
        return {"listed": self.listed, **by_state, "destination_only": len(others & targets)}

    def with_reports(self, reports: Sequence[Report]) -> "AccountReport":
        """The same with other reports of `buckets`, in their order."""
        return replace(self, buckets=tuple(replace(row, report=one) for row, one in zip(self.buckets, reports, strict=True)))

    def joined(self) -> Report:
        """One report of all buckets: each finding once, and one for each bucket that could not be examined."""
        findings = [finding for row in self.rows for finding in row.report.findings]
        outcomes = tuple(outcome for row in self.rows for outcome in row.report.outcomes)
        worlds = [row.report.world for row in self.rows if row.report.world is not None]
        world = join_worlds(worlds) if worlds else None
        assumptions = tuple(dict.fromkeys(one for row in self.rows for one in row.report.assumptions))
        pending = frozenset(rule for row in self.rows for rule in row.report.pending)
        whole = Report(ReplicationVerdict.WORKS, outcomes, (), assumptions=assumptions, world=world, pending=pending)
        return with_findings(whole, dict.fromkeys(findings))


def unexamined(arn: str, reason: str) -> Report:
    """The report of a bucket that could not be examined."""
    found: Finding = new_finding("bucket-not-examined", arn, reason, certain=False)
    return with_findings(Report(ReplicationVerdict.UNKNOWN, (), ()), [found])
