"""Storage classes that make replicas slow or costly to read."""

from collections.abc import Iterator

from s3_replication.core import ARCHIVE_CLASSES, Bucket, World
from s3_replication.findings.advice.rules import advice, enabled_rules
from s3_replication.findings.finding import Finding

__all__ = ["storage_class"]


def storage_class(_world: World, source: Bucket) -> Iterator[Finding]:
    """Each rule that writes replicas in an archive class."""
    for rule in enabled_rules(source):
        if rule.destination.storage_class in ARCHIVE_CLASSES:
            yield advice("replicas-archived", source.arn, f"Replicas are written in {rule.destination.storage_class}.", rule)
