"""Bucket notifications: replication's own events, thresholds of Replication Time Control, and what an arrival emits."""

from typing import TYPE_CHECKING

from s3_replication.local.events.replication import ReplicationEvents
from s3_replication.local.events.writes import tell_change
from s3_replication.local.moto_compat.hooks import hooks

if TYPE_CHECKING:
    from s3_replication.local.service import Service

__all__ = ["register"]


def register(service: "Service") -> None:
    """Listen to the worker, the clock, and to what users write."""
    events = ReplicationEvents(service.worker)
    service.on_clock.append(events.tick)
    hooks.tell = tell_change
    service.on_reset.append(events.clear)
