"""What every piece of advice reads: the enabled rules of a bucket with their destinations, and a finding in short."""

from collections.abc import Iterator

from s3_replication.core import ENABLED, Bucket, ReplicationConfiguration, Rule, World, bucket_name
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["advice", "enabled_rules", "rules_with_destinations"]


def enabled_rules(source: Bucket) -> Iterator[Rule]:
    """The bucket's rules that are Enabled."""
    configuration = source.replication
    for rule in configuration.rules if isinstance(configuration, ReplicationConfiguration) else ():
        if rule.status == ENABLED:
            yield rule


def rules_with_destinations(world: World, source: Bucket) -> Iterator[tuple[Rule, Bucket]]:
    """The enabled rules whose destination the world has."""
    for rule in enabled_rules(source):
        arn = rule.destination.bucket
        found = None if isinstance(arn, Unknown) else world.buckets.get(bucket_name(arn))
        if found is not None:
            yield rule, found


def advice(check: str, subject: str, says: str, rule: Rule | None = None) -> Finding:
    """A finding of the check's own severity."""
    return new_finding(check, subject, says, rule_id=rule.id if rule is not None else None)
