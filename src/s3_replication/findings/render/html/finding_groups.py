"""Findings that say the same of several subjects as one article of the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from s3_replication.findings.finding import Finding, Severity

__all__ = ["FindingGroup", "PageCheck", "checks_of", "group_findings"]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings that differ in their subject, rule, place and objects alone; `anchor` is the article's id on the page."""

    anchor: str
    finding: Finding
    places: tuple[Finding, ...]

    @property
    def affects(self) -> tuple[str, ...]:
        """The groups of objects of all of them."""
        return tuple(dict.fromkeys(each for one in self.places for each in one.affects))


@dataclass(frozen=True, slots=True)
class PageCheck:
    """A check with the number of its findings, and the anchor of the first one."""

    severity: Severity
    title: str
    anchor: str
    count: int


def group_findings(findings: Sequence[Finding]) -> tuple[FindingGroup, ...]:
    """The groups, in the order of the findings."""
    groups: dict[Finding, list[Finding]] = {}
    for one in findings:
        groups.setdefault(replace(one, subject="", rule_id=None, location=None, affects=()), []).append(one)
    return tuple(FindingGroup(f"finding-{number}", found[0], tuple(found)) for number, found in enumerate(groups.values(), 1))


def checks_of(groups: Sequence[FindingGroup]) -> tuple[PageCheck, ...]:
    """Each check that found more than notes."""
    found: dict[tuple[str, Severity], list[FindingGroup]] = {}
    for one in groups:
        if one.finding.severity is not Severity.NOTE:
            found.setdefault((one.finding.id, one.finding.severity), []).append(one)
    return tuple(
        PageCheck(severity, those[0].finding.title, those[0].anchor, sum(len(one.places) for one in those))
        for (_, severity), those in found.items()
    )
