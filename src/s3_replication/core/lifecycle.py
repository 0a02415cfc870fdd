"""The versions that lifecycle does not act on until their replication has ended."""

from s3_replication.core.model import ReplicationStatus, Version
from s3_replication.core.switches import Switches

__all__ = ["lifecycle_may_act"]


def lifecycle_may_act(version: Version, switches: Switches) -> bool:
    """Return whether lifecycle may act on a version: not while it is PENDING or, by the newer text, FAILED (3.107, 3.108)."""
    if version.status is ReplicationStatus.PENDING:
        return False
    return not (version.status is ReplicationStatus.FAILED and switches.lifecycle_waits_for_failed)
