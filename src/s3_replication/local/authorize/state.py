"""The state that the authorizers of all services share."""

from collections.abc import Callable
from datetime import datetime

from s3_replication.local.authorize.questions import Questions
from s3_replication.local.authorize.snapshot import Snapshot
from s3_replication.local.ports.authorization import Directory

__all__ = ["AuthorizationState"]


class AuthorizationState:
    """The directory of policies, both clocks, the record of decisions, and a snapshot since the last change; many threads may use it.

    Policies are evaluated at the time `now`. Signatures and sessions are checked at `machine_time`, the time with which clients sign.
    """

    def __init__(self, directory: Directory, now: Callable[[], datetime], machine_time: Callable[[], datetime]) -> None:
        self.directory = directory
        self.now = now
        self.machine_time = machine_time
        self.questions = Questions()
        self.snapshot = Snapshot(directory)

    def changed(self) -> None:
        """Start a new snapshot; call it after each change of a policy, a bucket, a user or a role."""
        self.snapshot = Snapshot(self.directory)
