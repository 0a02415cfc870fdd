"""Rules whose failures nobody can see."""

from collections.abc import Iterator

from s3_replication.core import Bucket, World, has_metrics
from s3_replication.findings.advice.rules import advice, enabled_rules
from s3_replication.findings.finding import Finding

__all__ = ["metrics"]


def metrics(_world: World, source: Bucket) -> Iterator[Finding]:
    """Each enabled rule without metrics."""
    for rule in enabled_rules(source):
        if not has_metrics(rule):
            yield advice("rule-without-metrics", source.arn, f"Rule {rule.id or ''} has no metrics.", rule)
