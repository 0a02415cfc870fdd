"""What is remembered of one replication task of one version."""

from dataclasses import dataclass
from datetime import datetime

from s3_replication.core import Component, FailureReason, Outcome

__all__ = ["TaskRecord"]


@dataclass(slots=True)
class TaskRecord:
    """One task, kept for the status, the control API and the metrics; times are the local AWS' clock.

    `unknown` names what the core could not know about this delivery; the local AWS then counts it as failed, without a reason of S3's.
    `completed_before`: an earlier task of the same component has completed, so that the destination once had it.
    """

    destination: str
    component: Component
    rule_id: str
    outcome: Outcome
    admitted: datetime
    settled: datetime | None = None
    failure_reason: FailureReason | None = None
    attempts: int = 0
    reported: bool = True
    unknown: tuple[str, ...] = ()
    completed_before: bool = False
