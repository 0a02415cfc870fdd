"""force_destroy on a destination bucket."""

from collections.abc import Iterator

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding

__all__ = ["find_force_destroy"]


def find_force_destroy(facts: PlanFacts) -> Iterator[Finding]:
    """Each destination bucket that a later destroy or replacement deletes with every replica in it."""
    names = facts.destination_names()
    for bucket in facts.managed("aws_s3_bucket"):
        if bucket.values.get("force_destroy") is True and (name := facts.bucket_of(bucket)) in names:
            yield new_finding("destination-has-force-destroy", bucket.address, f"{bucket.address} sets force_destroy for bucket {name}.")
