"""One role for several source buckets."""

from collections.abc import Iterator

from s3_replication.core import Bucket, ReplicationConfiguration, World
from s3_replication.findings.advice.rules import advice
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["shared_role"]


def shared_role(world: World, source: Bucket) -> Iterator[Finding]:
    """The role of this bucket, if other buckets use it too; reported once, for the first bucket by name."""
    role = source.replication.role if isinstance(source.replication, ReplicationConfiguration) else None
    if role is None or isinstance(role, Unknown):
        return
    users = sorted(
        bucket.name
        for bucket in world.buckets.values()
        if isinstance(bucket.replication, ReplicationConfiguration) and bucket.replication.role == role
    )
    if len(users) > 1 and users[0] == source.name:
        yield advice("role-shared-by-buckets", role, f"Buckets {', '.join(users)} replicate with this role.")
