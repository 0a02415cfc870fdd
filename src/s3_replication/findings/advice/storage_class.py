"""Storage classes that make replicas slow or costly to read, or easier to lose."""

from collections.abc import Iterator

from s3_replication.core import ARCHIVE_CLASSES, Bucket, World
from s3_replication.findings.advice.rules import advice, enabled_rules
from s3_replication.findings.finding import Finding

__all__ = ["storage_class"]

_LESS_DURABLE = frozenset({"ONEZONE_IA", "REDUCED_REDUNDANCY"})


def storage_class(_world: World, source: Bucket) -> Iterator[Finding]:
    """Each rule that writes replicas in an archive class, or in one that keeps fewer copies."""
    for rule in enabled_rules(source):
        says = f"Replicas are written in {rule.destination.storage_class}."
        if rule.destination.storage_class in ARCHIVE_CLASSES:
            yield advice("replicas-archived", source.arn, says, rule)
        if rule.destination.storage_class in _LESS_DURABLE:
            yield advice("replicas-less-durable", source.arn, says, rule)
