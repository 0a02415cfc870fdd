"""Every check by which PutBucketReplication refuses a configuration, in one stable order; the local AWS and the plan reader use it."""

from collections.abc import Iterator

from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.configuration.rejection import Rejection
from s3_replication.core.configuration.values import check_values
from s3_replication.core.model import World
from s3_replication.core.switches import Switches
from s3_replication.core.validation.buckets import check_buckets, check_caller, check_source_exists
from s3_replication.core.validation.consistency import CONSISTENCY_CHECKS
from s3_replication.core.validation.destinations import check_destinations

__all__ = ["validate_configuration"]


def validate_configuration(
    configuration: ReplicationConfiguration, world: World | None = None, source: str = "", caller_account: str | None = None
) -> tuple[Rejection, ...]:
    """Return all rejections; S3 reports only the first. An UNKNOWN value rejects nothing.

    With a `world`, the preconditions on the bucket `source` and the destinations are checked too, with `caller_account` the role's account.
    """
    return tuple(_rejections(configuration, world, source, caller_account))


def _rejections(
    configuration: ReplicationConfiguration, world: World | None, source: str, caller_account: str | None
) -> Iterator[Rejection]:
    switches = world.switches if world is not None else Switches()
    if world is not None:
        yield from check_source_exists(world, source)
    yield from check_values(configuration, switches)
    for check in CONSISTENCY_CHECKS:
        yield from check(configuration, switches)
    yield from check_destinations(configuration, switches)
    if caller_account is not None:
        yield from check_caller(configuration.role, caller_account)
    if world is not None:
        yield from check_buckets(world, source, configuration.rules)
