"""Rules of the first schema, which replicate delete markers without saying so."""

from collections.abc import Iterator

from s3_replication.core import Bucket, World
from s3_replication.findings.advice.rules import advice, enabled_rules
from s3_replication.findings.finding import Finding

__all__ = ["v1_rules"]


def v1_rules(_world: World, source: Bucket) -> Iterator[Finding]:
    """Each enabled rule without a filter."""
    for rule in enabled_rules(source):
        if rule.filter is None:
            yield advice("v1-rule-replicates-delete-markers", source.arn, f"Rule {rule.id or ''} has a prefix and no filter.", rule)
