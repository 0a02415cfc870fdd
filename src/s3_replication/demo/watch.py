"""Follows every written version: its source status, replica, lag, and the decision that explains them."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from s3_replication.aws import list_versions, read_version
from s3_replication.core import Bucket, Change, Decision, Engine, Outcome, ReplicationStatus, Version, World, explain
from s3_replication.demo.objects import Written
from s3_replication.iam import Unknown

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["Row", "WatchedBucket", "Watcher"]

_FINAL = (ReplicationStatus.COMPLETED, ReplicationStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `lag` is in seconds, from S3's answer to the write until the replica was first seen."""

    written: Written
    status: ReplicationStatus | None = None
    gone: bool = False
    replica: Version | None = None
    lag: float | None = None
    expected: Outcome = Outcome.UNKNOWN
    why: str = ""
    settled: bool = False

    @property
    def replicated(self) -> bool:
        """Whether the replica exists."""
        return self.lag is not None

    @property
    def as_decided(self) -> bool | None:
        """Whether S3 did what decide() predicted; None until that is known."""
        if not self.settled or self.expected is Outcome.UNKNOWN:
            return None
        return self.replicated == (self.expected is Outcome.COMPLETED)


@dataclass(frozen=True, slots=True)
class WatchedBucket:
    """One bucket and the client that reads it."""

    s3: "S3Client"
    bucket: Bucket


class Watcher:
    """Follows written versions from `source` to `destination`; the world gives the expected outcome of each."""

    def __init__(
        self, source: WatchedBucket, destination: WatchedBucket, world: World, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._source, self._destination, self._clock = source, destination, clock
        self._engine = Engine(world)
        self._rows: list[Row] = []

    def add(self, written: Written) -> None:
        """Adds a version to follow."""
        self._rows.append(self._decided(Row(written)))

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, in the order of writing."""
        return tuple(self._rows)

    def follow(self, seconds: float, pause: float) -> Iterator[Sequence[Row]]:
        """Reads the status until every version has its final status or `seconds` have passed; yields the rows after each reading."""
        end = self._clock() + seconds
        while True:
            self.look()
            yield self.rows
            if all(row.settled for row in self._rows) or self._clock() > end:
                return
            time.sleep(pause)

    def look(self) -> None:
        """Reads both buckets once."""
        arrived = {(each.key, each.version_id) for each in list_versions(self._destination.s3, self._destination.bucket.name)}
        self._rows = [row if row.settled else self._seen(row, arrived) for row in self._rows]

    def _seen(self, row: Row, arrived: set[tuple[str, str]]) -> Row:
        written = row.written
        if written.change is Change.VERSION_DELETE:
            return replace(row, gone=True, settled=True, replica=self._replica(written))
        if written.change is Change.DELETE_MARKER:
            return self._seen_marker(row, (written.key, written.version_id) in arrived)
        version = read_version(self._source.s3, self._source.bucket, written.key, written.version_id)
        if not isinstance(version, Version):
            return replace(row, gone=True, settled=True)
        here = (written.key, written.version_id) in arrived
        row = replace(row, status=version.status)
        if here and not row.replicated:
            row = self._arrived(row, version)
        if version.status in _FINAL and (row.replicated or version.status is ReplicationStatus.FAILED):
            return replace(row, settled=True)
        # No header means that S3 did not queue the version, and live replication does not try again (fact 4.04, 4.18).
        return replace(row, settled=version.status is None)

    def _arrived(self, row: Row, version: Version) -> Row:
        """The replica has arrived. A change of tags has arrived when the replica shows it."""
        lag, replica = self._clock() - row.written.at, self._replica(row.written)
        if row.written.change is Change.TAGS and (replica is None or replica.tags != version.tags):
            return replace(row, replica=replica)
        return replace(row, lag=lag, replica=replica)

    def _seen_marker(self, row: Row, here: bool) -> Row:
        """HEAD of a delete marker returns no status (fact 3.76), so only its arrival can be seen."""
        if here:
            return replace(row, lag=row.lag or self._clock() - row.written.at, settled=True)
        return replace(row, settled=row.expected is not Outcome.COMPLETED)

    def _replica(self, written: Written) -> Version | None:
        found = read_version(self._destination.s3, self._destination.bucket, written.key, written.version_id)
        return found if isinstance(found, Version) else None

    def _decided(self, row: Row) -> Row:
        version = self._version(row.written)
        if version is None:
            return row
        decision = self._engine.decide(version, row.written.change)
        return replace(row, expected=_outcome(decision), why=_why(decision))

    def _version(self, written: Written) -> Version | None:
        if written.change in (Change.DELETE_MARKER, Change.VERSION_DELETE):
            return Version(
                bucket=self._source.bucket.name,
                key=written.key,
                version_id=written.version_id,
                last_modified=datetime.now(UTC),
                delete_marker=written.change is Change.DELETE_MARKER,
            )
        found = read_version(self._source.s3, self._source.bucket, written.key, written.version_id)
        if found is None or isinstance(found, Unknown):
            return None
        # S3 decides about a new version before it has a status.
        return found if written.change is Change.TAGS else replace(found, status=None)


def _outcome(decision: Decision) -> Outcome:
    return decision.tasks[0].outcome if decision.tasks else Outcome.NOT_REPLICATED


def _why(decision: Decision) -> str:
    """The explanation if the version does not replicate, else an empty text."""
    task = decision.tasks[0] if decision.tasks else None
    if task is not None and task.outcome is Outcome.UNKNOWN:
        return f"cannot be told without {', '.join(sorted(task.unknown))}"
    reason = (task.failure_reason or task.reason if task else None) or decision.reason
    return explain(reason) if reason else ""
