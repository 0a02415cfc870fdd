"""Delivery: the asynchronous write of an admitted version into its destination."""

from s3_replication.core.delivery.attempt import Found
from s3_replication.core.delivery.pipeline import deliver_with

__all__ = ["Found", "deliver_with"]
