"""What the extension of moto asks of the local AWS: a clock, the replication worker, a sign that configuration changed."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from s3_replication.core import Change, Switches
from s3_replication.local.clock import Clock

if TYPE_CHECKING:
    from s3_replication.local.batch.operations import BatchOperations
    from s3_replication.local.metrics.recorder import MetricRecorder
    from s3_replication.local.moto_compat.bucket import LocalBucket
    from s3_replication.local.moto_compat.cloudtrail import LiveTrail
    from s3_replication.local.moto_compat.key import LocalKey, LocalMarker

__all__ = ["Hooks", "Journal", "ReplicationPort", "TrailPort", "hooks"]


class ReplicationPort(Protocol):
    """The replication worker as S3's side sees it."""

    def wait_for_room(self) -> None:
        """Hold a writer back while deliveries are far behind."""

    def admit(self, bucket: "LocalBucket", version: "LocalKey | LocalMarker", change: Change) -> None:
        """Decide about a change and queue what is admitted."""

    def version_deleted(self, bucket: "LocalBucket", version: "LocalKey | LocalMarker") -> None:
        """Note that a version was deleted for good."""


class TrailPort(Protocol):
    """What records for trails, as CloudTrail's side sees it."""

    def check(self, selectors: Sequence[Mapping[str, Any]]) -> None:
        """Raises ValueError for selectors that CloudTrail refuses, NotImplementedError for those that only AWS knows."""

    def obstacle(self, trail: "LiveTrail") -> str | None:
        """The name of CloudTrail's exception for a trail that could not deliver."""

    def changed(self) -> None:
        """Look again at which trails log what."""


class Journal(threading.local):
    """What the request that this thread answers has changed so far, and who sent it; moto fills a new object in several steps."""

    def __init__(self) -> None:
        self.entries: list[tuple[LocalBucket, LocalKey | LocalMarker, Change]] = []
        self.caller = ""

    def note(self, bucket: "LocalBucket", version: "LocalKey | LocalMarker", change: Change) -> None:
        """Remember a change; what follows on a version that this request created is part of its creation."""
        if not any(entry[1] is version for entry in self.entries):
            self.entries.append((bucket, version, change))

    def take(self) -> "list[tuple[LocalBucket, LocalKey | LocalMarker, Change]]":
        """What was noted, and forget it."""
        entries, self.entries = self.entries, []
        return entries


class _Idle:
    """No replication: what stands in until the worker is there."""

    def wait_for_room(self) -> None:
        """Nothing is queued."""

    def admit(self, bucket: "LocalBucket", version: "LocalKey | LocalMarker", change: Change) -> None:
        """Nothing is admitted."""

    def version_deleted(self, bucket: "LocalBucket", version: "LocalKey | LocalMarker") -> None:
        """Nothing is remembered."""


@dataclass(slots=True)
class Hooks:
    """moto makes its backends and responses itself, so what they need reaches them through this one place."""

    clock: Clock = field(default_factory=Clock)
    switches: Switches = field(default_factory=Switches)
    replication: ReplicationPort = field(default_factory=_Idle)
    journal: Journal = field(default_factory=Journal)
    jobs: "BatchOperations | None" = None
    metrics: "MetricRecorder | None" = None
    trails: TrailPort | None = None
    tell: "Callable[[LocalBucket, LocalKey | LocalMarker, str], None] | None" = None


hooks = Hooks()
