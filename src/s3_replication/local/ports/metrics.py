"""Replication metrics as CloudWatch's side sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

__all__ = ["NAMESPACE", "Datapoint", "MetricSource"]

NAMESPACE: Final = "AWS/S3"


@dataclass(frozen=True, slots=True)
class Datapoint:
    """One minute's statistics of one metric."""

    name: str
    unit: str
    dimensions: tuple[tuple[str, str], ...]
    at: datetime
    minimum: float
    maximum: float
    total: float
    samples: int


class MetricSource(Protocol):
    """What publishes metrics."""

    def datapoints(self, account: str, region: str, now: datetime) -> list[Datapoint]:
        """What CloudWatch shows to an account in a Region."""
