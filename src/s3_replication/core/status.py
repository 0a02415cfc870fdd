"""`x-amz-replication-status` of a version, from the outcomes of its tasks and components (facts 4.01 to 4.20)."""

from collections.abc import Iterable

from s3_replication.core.explanations import FailureReason
from s3_replication.core.model import ReplicationStatus
from s3_replication.core.results import Outcome
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["aggregate", "counted"]


def aggregate(
    outcomes: Iterable[Outcome], before: ReplicationStatus | None = None, replica: bool = False
) -> ReplicationStatus | Unknown | None:
    """FAILED if a task failed, else PENDING if one is pending, else COMPLETED (4.06, 4.07); `before` if there is no task.

    `replica`: the version is a replica, so it shows REPLICA after its changes have replicated to the original version (4.10).
    """
    ends = set(outcomes) - {Outcome.NOT_REPLICATED}
    if Outcome.FAILED in ends:
        return ReplicationStatus.FAILED
    if Outcome.UNKNOWN in ends:
        return UNKNOWN
    if Outcome.PENDING in ends:
        return ReplicationStatus.PENDING
    if not ends:
        return before
    return ReplicationStatus.REPLICA if replica else ReplicationStatus.COMPLETED


def counted(outcome: Outcome, reason: FailureReason | None, completed_before: bool) -> Outcome:
    """What a task counts for in the status: one that completed before and whose replica was deleted since stays COMPLETED (6.12b)."""
    return Outcome.COMPLETED if completed_before and reason is FailureReason.DST_OBJECT_HARD_DELETED else outcome
