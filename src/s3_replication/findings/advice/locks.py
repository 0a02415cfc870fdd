"""Default retention of a destination, which replicas get, and nobody can take away in COMPLIANCE mode."""

from collections.abc import Iterator

from s3_replication.core import Bucket, World
from s3_replication.findings.advice.rules import advice, rules_with_destinations
from s3_replication.findings.finding import Finding

__all__ = ["locks"]


def locks(world: World, source: Bucket) -> Iterator[Finding]:
    """Each destination with default retention in COMPLIANCE mode."""
    for rule, destination in rules_with_destinations(world, source):
        retention = destination.default_retention
        if retention is not None and retention.mode == "COMPLIANCE":
            period = f"{retention.years} years" if retention.years else f"{retention.days} days"
            says = f"Replicas in {destination.name} without a retention are locked for {period}."
            yield advice("replicas-locked-in-compliance-mode", destination.arn, says, rule)
