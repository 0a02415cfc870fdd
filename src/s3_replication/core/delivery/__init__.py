"""Delivery: the asynchronous write of a queued version into its destination."""

from s3_replication.core.delivery.attempt import DestinationState
from s3_replication.core.delivery.pipeline import deliver_with

__all__ = ["DestinationState", "deliver_with"]
