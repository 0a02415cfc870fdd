"""Replicas are not replicated again: a chain of buckets ends after its first step."""

from collections.abc import Iterator

from s3_replication.core import Bucket, World, bucket_name
from s3_replication.findings.advice.rules import advice, enabled_rules, rules_with_destinations
from s3_replication.findings.finding import Finding

__all__ = ["chains"]


def chains(world: World, source: Bucket) -> Iterator[Finding]:
    """A destination that replicates to a bucket to which the source itself does not."""
    direct = {str(rule.destination.bucket) for rule in enabled_rules(source)} | {source.arn}
    for rule, destination in rules_with_destinations(world, source):
        for onward in sorted({str(one.destination.bucket) for one in enabled_rules(destination)} - direct):
            says = f"Objects of {source.name} replicate to {destination.name}, and not from there to {bucket_name(onward)}."
            yield advice("replicas-not-sent-on", source.arn, says, rule)
