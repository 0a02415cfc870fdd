"""One world of several readings, such as two plans or the buckets of an account."""

from collections.abc import Sequence

from s3_replication.core.model import World

__all__ = ["join_worlds"]


def join_worlds(worlds: Sequence[World]) -> World:
    """The first world with what the others have more; it is complete if all are."""
    last_first = tuple(reversed(worlds))
    return World(
        buckets={name: bucket for world in last_first for name, bucket in world.buckets.items()},
        keys={arn: key for world in last_first for arn, key in world.keys.items()},
        roles={arn: role for world in last_first for arn, role in world.roles.items()},
        accounts={number: account for world in last_first for number, account in world.accounts.items()},
        switches=worlds[0].switches,
        complete=all(world.complete for world in worlds),
        receivers={arn: receiver for world in last_first for arn, receiver in world.receivers.items()},
        now=worlds[0].now,
        absent=frozenset().union(*(world.absent for world in worlds)),
    )
