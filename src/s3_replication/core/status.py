"""`x-amz-replication-status` of a version from the ends of its tasks and components (section 4a of the facts)."""

from collections.abc import Iterable

from s3_replication.core.decision import Outcome
from s3_replication.core.model import ReplicationStatus
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["aggregate"]


def aggregate(
    outcomes: Iterable[Outcome], before: ReplicationStatus | None = None, replica: bool = False
) -> ReplicationStatus | Unknown | None:
    """FAILED if one failed, else PENDING while one is open, else COMPLETED (4.06, 4.07); without any task the status `before` stays.

    `replica`: the version is one itself, so that it shows REPLICA when its own changes have travelled back (4.10).
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
