"""Replica modification sync that only one side has."""

from collections.abc import Iterator

from s3_replication.core import Bucket, World, syncs_replicas
from s3_replication.findings.advice.rules import advice, enabled_rules, rules_with_destinations
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["replica_changes"]


def replica_changes(world: World, source: Bucket) -> Iterator[Finding]:
    """Each rule with ReplicaModifications whose destination has no such rule back."""
    for rule, destination in rules_with_destinations(world, source):
        known = not isinstance(destination.replication, Unknown)
        back = any(str(one.destination.bucket) == source.arn and syncs_replicas(one) for one in enabled_rules(destination))
        if syncs_replicas(rule) and known and not back:
            says = f"Bucket {destination.name} has no rule with ReplicaModifications back to {source.name}."
            yield advice("replica-modifications-one-sided", source.arn, says, rule)
