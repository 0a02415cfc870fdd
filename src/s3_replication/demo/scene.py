"""What the demo shows between the first bucket and the last replica."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from s3_replication.aws import read_bucket, read_world
from s3_replication.core import Bucket
from s3_replication.demo.machine import Machine
from s3_replication.demo.objects import PURGED_KEY, RETAGGED_KEY, Written, delete_version, retag, write_all, write_existing
from s3_replication.demo.screen import LiveTable, Screen
from s3_replication.demo.stages import Stages
from s3_replication.demo.watch import Row, Side, Watcher
from s3_replication.errors import AwsError
from s3_replication.terraform import PlanResult

__all__ = ["LIVE", "LOCAL", "Patience", "Scene"]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for the last replica, and between two looks."""

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
        """Builds the example around one existing object, writes the others and watches all; returns the last look."""
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
        """Between the buckets and the rule, when only the plan knows the outputs."""
        return write_existing(self._machine.source.s3(str(plan.outputs["source_region"])), str(plan.outputs["source_bucket"]))

    def _side(self, which: str) -> Side:
        connection = self._machine.source if which == "source" else self._machine.destination
        name, region = self.outputs[f"{which}_bucket"], self.outputs[f"{which}_region"]
        bucket = read_bucket(connection, name, connection.account())
        if not isinstance(bucket, Bucket):
            raise AwsError(f"GetBucketLocation on {name} failed right after Terraform made it: check that nobody deleted it.")
        return Side(connection.s3(region), bucket)

    def _watch(self, source: Side, destination: Side, existing: Written) -> tuple[Row, ...]:
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

    def _follow(self, watcher: Watcher, shown: LiveTable, destination: Side) -> None:
        for rows in watcher.follow(self._patience.seconds, self._patience.pause):
            shown.draw(rows, destination.bucket)


def _afterwards(source: Side, rows: Sequence[Row]) -> Iterator[Written]:
    """What is done to versions that have replicated: a change of tags and a delete for good."""
    by_key = {row.written.key: row.written for row in rows}
    yield retag(source.s3, source.bucket.name, by_key[RETAGGED_KEY])
    yield delete_version(source.s3, source.bucket.name, by_key[PURGED_KEY])
