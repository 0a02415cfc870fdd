"""S3 Batch Replication through S3 Control: jobs that replicate what live replication does not (facts 6.01 to 6.38)."""

from typing import TYPE_CHECKING

from s3_replication.local.batch.operations import BatchOperations
from s3_replication.local.moto_compat.hooks import hooks

if TYPE_CHECKING:
    from s3_replication.local.service import Service

__all__ = ["register"]


def register(service: "Service") -> None:
    """Run jobs in a thread of their own, and answer S3 Control with them."""
    operations = hooks.jobs = BatchOperations(service.worker)
    service.settling.append(operations.wait_until_idle)
    service.on_clock.append(lambda _: operations.wake())
    service.on_reset.append(operations.clear)
    operations.start()
