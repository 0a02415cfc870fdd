"""Who owns the replicas."""

from collections.abc import Iterator

from s3_replication.core import Bucket, Ownership, World
from s3_replication.findings.advice.rules import advice, rules_with_destinations
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["ownership"]


def ownership(world: World, source: Bucket) -> Iterator[Finding]:
    """Replicas that the source's account owns in another account's bucket, and owner override where it changes nothing."""
    for rule, destination in rules_with_destinations(world, source):
        overridden = rule.destination.owner_translation is not None
        enforced = destination.ownership is Ownership.BUCKET_OWNER_ENFORCED or isinstance(destination.ownership, Unknown)
        if source.account != destination.account and not overridden and not enforced:
            says = f"Account {source.account} owns the replicas in bucket {destination.name} of account {destination.account}."
            yield advice("replicas-owned-by-source-account", destination.arn, says, rule)
        if source.account == destination.account and overridden:
            says = f"Buckets {source.name} and {destination.name} are both in account {source.account}."
            yield advice("owner-override-in-one-account", source.arn, says, rule)
