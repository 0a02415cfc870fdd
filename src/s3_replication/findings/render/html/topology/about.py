"""What the findings of a report say of one resource."""

from s3_replication.findings.finding import Report, Severity
from s3_replication.findings.render.html.topology.model import Health

__all__ = ["names_of", "worst_of"]

_HEALTHS = ((Severity.ERROR, Health.BROKEN), (Severity.WARNING, Health.WARNING))


def names_of(report: Report, arn: str) -> frozenset[str]:
    """How findings name a resource: by its ARN, or by its address in Terraform."""
    return frozenset({arn, report.addresses.get(arn, arn)})


def worst_of(report: Report, arn: str) -> tuple[Health, Severity | None, int]:
    """The worst that findings say of a resource, its severity, and how many of that severity there are."""
    names = names_of(report, arn)
    found = [finding.severity for finding in report.findings if finding.subject in names]
    for severity, health in _HEALTHS:
        if count := found.count(severity):
            return health, severity, count
    return Health.WORKS, None, 0
