"""Every rule by which PutBucketReplication refuses a configuration, in one stable order; pure, for S3's stand-in and for plans."""

from collections.abc import Iterator

from s3_replication.core.configuration.destinations import check_destinations
from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.configuration.preconditions import check_buckets, check_caller, check_source_exists
from s3_replication.core.configuration.rejection import Rejection
from s3_replication.core.configuration.rules import DOCUMENT_RULES
from s3_replication.core.configuration.shape import malformed
from s3_replication.core.model import World
from s3_replication.core.switches import Switches

__all__ = ["validate_configuration"]


def validate_configuration(
    configuration: ReplicationConfiguration, world: World | None = None, source: str = "", caller_account: str | None = None
) -> tuple[Rejection, ...]:
    """All rejections; S3 would answer the first. What is UNKNOWN rejects nothing.

    With a `world`, the preconditions on the bucket `source` and the destinations are checked too, with `caller_account` the role's account.
    """
    return tuple(_rejections(configuration, world, source, caller_account))


def _rejections(
    configuration: ReplicationConfiguration, world: World | None, source: str, caller_account: str | None
) -> Iterator[Rejection]:
    switches = world.switches if world is not None else Switches()
    if world is not None:
        yield from check_source_exists(world, source)
    yield from malformed(configuration, switches)
    for rule in DOCUMENT_RULES:
        yield from rule(configuration, switches)
    yield from check_destinations(configuration, switches)
    if caller_account is not None:
        yield from check_caller(configuration.role, caller_account)
    if world is not None:
        yield from check_buckets(world, source, configuration.rules)
