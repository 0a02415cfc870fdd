"""What moto's backends need of the local AWS. `installation.install` gives it to each of them when it is made."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from s3_replication.core import Change, Switches
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey, LocalMarker
from s3_replication.local.ports.clock import Clock
from s3_replication.local.ports.jobs import Jobs
from s3_replication.local.ports.metrics import MetricSource
from s3_replication.local.ports.replication import NoReplication, Replication
from s3_replication.local.ports.trails import TrailRecorder

__all__ = ["Journal", "Runtime"]

Stored = LocalKey | LocalMarker


class Journal(threading.local):
    """What the request that this thread answers has changed so far, who sent it, and which deletes it may not
    make; moto fills a new object in several steps."""

    def __init__(self) -> None:
        self.entries: list[tuple[LocalBucket, Stored, Change]] = []
        self.caller = ""
        self.refused_deletes: Mapping[tuple[str, str | None], str] = {}

    def note(self, bucket: LocalBucket, version: Stored, change: Change) -> None:
        """Remember a change; what follows on a version that this request created is part of its creation."""
        if not any(entry[1] is version for entry in self.entries):
            self.entries.append((bucket, version, change))

    def take(self) -> list[tuple[LocalBucket, Stored, Change]]:
        """What was noted, and forget it."""
        entries, self.entries = self.entries, []
        return entries


@dataclass(slots=True)
class Runtime:
    """The parts of one local AWS, by their ports. The parts built after moto's backends are set later, before the first request."""

    clock: Clock
    switches: Switches
    journal: Journal = field(default_factory=Journal)
    replication: Replication[LocalBucket, Stored] = field(default_factory=NoReplication)
    jobs: Jobs | None = None
    metrics: MetricSource | None = None
    trails: TrailRecorder | None = None
    authorizes: bool = False
    on_event: Callable[[LocalBucket, Stored, str], None] | None = None
