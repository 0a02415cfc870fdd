"""CloudWatch metrics of replication: what is published, where, and with which values."""

from typing import TYPE_CHECKING

from s3_replication.local.metrics.replication import ReplicationMetrics
from s3_replication.local.moto_compat.hooks import hooks

if TYPE_CHECKING:
    from s3_replication.local.service import Service

__all__ = ["register"]


def register(service: "Service") -> None:
    """Listen to the worker, and let CloudWatch show what it tells."""
    metrics = ReplicationMetrics(service.worker)
    hooks.metrics = metrics.recorder
    service.on_reset.append(metrics.clear)
