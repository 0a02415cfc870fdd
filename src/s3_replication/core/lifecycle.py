"""Where lifecycle and replication meet: versions that lifecycle leaves alone until their replication is settled."""

from s3_replication.core.model import ReplicationStatus, Version
from s3_replication.core.switches import Switches

__all__ = ["lifecycle_may_act"]


def lifecycle_may_act(version: Version, switches: Switches) -> bool:
    """Lifecycle waits while a version is PENDING, and by the newer text while it is FAILED (3.107); others go their way (3.108)."""
    if version.status is ReplicationStatus.PENDING:
        return False
    return not (version.status is ReplicationStatus.FAILED and switches.lifecycle_waits_for_failed)
