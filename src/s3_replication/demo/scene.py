"""The demo's steps from the first bucket to the last replica."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from s3_replication.aws import read_bucket, read_world
from s3_replication.core import Bucket
from s3_replication.demo.machine import Machine
from s3_replication.demo.objects import PURGED_KEY, RETAGGED_KEY, Written, delete_version, retag, write_all, write_existing
from s3_replication.demo.screen import LiveTable, Screen
from s3_replication.demo.stages import Stages
from s3_replication.demo.watch import Row, WatchedBucket, Watcher
from s3_replication.errors import AwsError
from s3_replication.terraform import PlanResult

__all__ = ["LIVE", "LOCAL", "Patience", "Scene"]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for the last replica, and between two readings."""

    seconds: float
    pause: float


# The local AWS takes milliseconds, AWS minutes and in rare cases longer (fact 3.86).
LOCAL, LIVE = Patience(60.0, 0.05), Patience(900.0, 3.0)


class Scene:
    """One run of an example on one machine."""

    def __init__(self, stages: Stages, machine: Machine, patience: Patience, screen: Screen) -> None:
        self._stages, self._machine, self._patience, self._screen = stages, machine, patience, screen
        self.outputs: Mapping[str, str] = {}

    def play(self) -> tuple[Row, ...]:
        """Applies the example with one existing object, writes the other objects and follows all; returns the last rows."""
        self._stages.init()
        plan = self._stages.plan()
        self._stages.buckets(plan)
        existing = self._write_existing(plan)
        self._stages.apply()
        self.outputs = {name: str(value) for name, value in self._stages.terraform.output().items()}
        source, destination = self._side("source"), self._side("destination")
        with self._stages.step("write and replicate"):
            rows = self._watch(source, destination, existing)
        self._screen.result(rows, destination.bucket)
        return rows

    def _write_existing(self, plan: PlanResult) -> Written:
        """Writes an object after the buckets exist and before the rule does; only the plan knows the outputs then."""
        return write_existing(self._machine.source.s3(str(plan.outputs["source_region"])), str(plan.outputs["source_bucket_name"]))

    def _side(self, which: str) -> WatchedBucket:
        connection = self._machine.source if which == "source" else self._machine.destination
        name, region = self.outputs[f"{which}_bucket_name"], self.outputs[f"{which}_region"]
        bucket = read_bucket(connection, name, connection.account())
        if not isinstance(bucket, Bucket):
            raise AwsError(f"GetBucketLocation on {name} failed right after Terraform made it: check that nobody deleted it.")
        return WatchedBucket(connection.s3(region), bucket)

    def _watch(self, source: WatchedBucket, destination: WatchedBucket, existing: Written) -> tuple[Row, ...]:
        connections = {source.bucket.account: self._machine.source, destination.bucket.account: self._machine.destination}
        world = read_world(connections, source.bucket.account, source.bucket.name)
        watcher = Watcher(source, destination, world)
        watcher.add(existing)
        with self._screen.live() as shown:
            for written in write_all(source.s3, source.bucket.name):
                watcher.add(written)
                watcher.look()
                shown.draw(watcher.rows, destination.bucket)
                time.sleep(shown.pause)
            self._follow(watcher, shown, destination)
            for written in _afterwards(source, watcher.rows):
                watcher.add(written)
            self._follow(watcher, shown, destination)
        return tuple(watcher.rows)

    def _follow(self, watcher: Watcher, shown: LiveTable, destination: WatchedBucket) -> None:
        for rows in watcher.follow(self._patience.seconds, self._patience.pause):
            shown.draw(rows, destination.bucket)


def _afterwards(source: WatchedBucket, rows: Sequence[Row]) -> Iterator[Written]:
    """Changes the tags of a replicated version, and permanently deletes another."""
    by_key = {row.written.key: row.written for row in rows}
    yield retag(source.s3, source.bucket.name, by_key[RETAGGED_KEY])
    yield delete_version(source.s3, source.bucket.name, by_key[PURGED_KEY])
