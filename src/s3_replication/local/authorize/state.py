"""What the authorizers of all services share."""

from collections.abc import Callable
from datetime import datetime

from s3_replication.local.authorize.questions import Questions
from s3_replication.local.authorize.snapshot import Snapshot
from s3_replication.local.ports.authorization import Directory

__all__ = ["AuthorizationState"]


class AuthorizationState:
    """Where policies are read, which time it is, and what was asked and is known since the last change; many threads may use it.

    Policies see the time `now`; signatures and sessions are checked by `machine_time`, which clients sign with.
    """

    def __init__(self, directory: Directory, now: Callable[[], datetime], machine_time: Callable[[], datetime]) -> None:
        self.directory = directory
        self.now = now
        self.machine_time = machine_time
        self.questions = Questions()
        self.snapshot = Snapshot(directory)

    def changed(self) -> None:
        """Look again at who may do what; call it after each change of a policy, a bucket, a user or a role."""
        self.snapshot = Snapshot(self.directory)
