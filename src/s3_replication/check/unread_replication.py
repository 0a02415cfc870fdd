"""A replication configuration that no bucket of the world has, because its bucket or that bucket's account is not known."""

from collections.abc import Iterator, Sequence

from s3_replication.core import World
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan import Instance, Reading
from s3_replication.plan.values import blocks

__all__ = ["find_unread_replication"]


def find_unread_replication(readings: Sequence[Reading], world: World) -> Iterator[Finding]:
    """Replication configurations that were left out, so that the outcomes do not have them; `world` is the world of all plans together."""
    for parts in (reading.parts for reading in readings):
        for one in parts.instances:
            if one.mode != "managed" or not _replicates(one):
                continue
            name = parts.resolver.arns.bucket(one) if one.type == "aws_s3_bucket" else parts.resolver.bucket(one)
            bucket = world.buckets.get(name or "")
            if bucket is None or bucket.replication is None:
                provider = one.configuration.provider
                missing = f"the account of provider {provider}: use --account {provider}=ID" if name else "its bucket"
                says = f"{one.address} was left out, because the plan does not show {missing}."
                yield new_finding("value-not-known", one.address, says, certain=False)


def _replicates(one: Instance) -> bool:
    """Whether it is a replication configuration, or a bucket with the deprecated block."""
    if one.type == "aws_s3_bucket":
        return bool(blocks(one.values, "replication_configuration"))
    return one.type == "aws_s3_bucket_replication_configuration"
