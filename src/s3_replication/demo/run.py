"""Runs the demo from start to end."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from s3_replication.demo.example import Example
from s3_replication.demo.leftovers import tag_variables
from s3_replication.demo.machine import Machine, start_local, use_live
from s3_replication.demo.record import Record, RunFolder
from s3_replication.demo.scene import LIVE, LOCAL, Scene
from s3_replication.demo.screen import Screen
from s3_replication.demo.stages import Stages
from s3_replication.demo.watch import Row
from s3_replication.errors import AwsError, InputError, TerraformError
from s3_replication.local import Control, local_endpoint
from s3_replication.local.client.state import start_time
from s3_replication.terraform import Binary, Terraform, copy_configuration, find_binary, terraform_environment
from s3_replication.terraform.interrupts import Interrupted, Interrupts

__all__ = ["DemoReport", "Options", "run_demo"]


def _unconfirmed(what: str) -> None:
    raise InputError(f"{what} Nothing was made, because nobody confirmed it.")


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose. `port` 0 takes a free one; `delay` lets the local AWS wait so many seconds before each delivery.

    `confirm` is called before anything is made on AWS, with accounts and Regions; it raises InputError where the user declines.
    """

    checkout: Path
    example: str = "cross-account"
    keep: bool = False
    live: bool = False
    destination_role_arn: str | None = None
    port: int = 0
    delay: float = 0.0
    confirm: Callable[[str], None] = _unconfirmed


@dataclass(frozen=True, slots=True)
class DemoReport:
    """The rows, the seconds of each step, the example's outputs, and the record of a kept demo."""

    rows: tuple[Row, ...]
    seconds: Mapping[str, float]
    outputs: Mapping[str, str]
    kept: Record | None = None

    @property
    def as_decided(self) -> bool:
        """Whether every version ended as decide() predicted."""
        return all(row.settled and row.as_decided is not False for row in self.rows)


def run_demo(options: Options, screen: Screen) -> DemoReport:
    """Applies, writes, follows and destroys; raises a ReplicationToolError or Interrupted, and removes everything in both cases."""
    binary = find_binary(os.environ)
    folder = RunFolder(options.checkout)
    interrupts = Interrupts(lambda: screen.say("cleaning up already, a moment ..."))
    with interrupts.watching():
        with interrupts.shielded():
            folder.claim()
        run = _DemoRun(options, screen, folder, binary)
        try:
            return _played(run, interrupts)
        except Interrupted:
            # The signal may have come between the last step and the clean-up. Ending twice is harmless.
            with interrupts.shielded():
                run.end(finished=False)
            raise


def _played(run: "_DemoRun", interrupts: Interrupts) -> DemoReport:
    finished = False
    try:
        report = run.play(interrupts)
        finished = True
    finally:
        with interrupts.shielded():
            run.end(finished)
    return report


class _DemoRun:
    """One run and everything that it has created so far."""

    def __init__(self, options: Options, screen: Screen, folder: RunFolder, binary: Binary) -> None:
        self._options, self._screen, self._folder, self._binary = options, screen, folder, binary
        self._machine: Machine | None = None
        self._stages: Stages | None = None
        self._name = f"s3-demo-{secrets.token_hex(4)}"

    def play(self, interrupts: Interrupts) -> DemoReport:
        """Does all steps up to the last reading of the objects."""
        interrupts.check()
        example = Example(copy_configuration(self._options.checkout, self._options.example, self._folder.path))
        example.check()
        with interrupts.shielded():
            machine = self._machine = self._open(example)
        interrupts.check()
        self._greet(machine)
        record = self._record(machine, example)
        if self._options.live:
            self._options.confirm(_announcement(record))
        self._folder.write(record)
        stages = self._stages = self._prepare(example, machine)
        scene = Scene(stages, machine, LIVE if self._options.live else LOCAL, self._screen)
        rows = scene.play()
        kept = replace(record, kept=True) if self._options.keep else None
        if kept:
            self._folder.write(kept)
            self._screen.kept(kept, scene.outputs, str(example.folder))
        return DemoReport(rows, stages.seconds, scene.outputs, kept)

    def end(self, finished: bool) -> None:
        """Removes everything, unless the run is kept. On AWS, Terraform always destroys the resources."""
        self._screen.close()
        if finished and self._options.keep:
            return
        machine, stages = self._machine, self._stages
        self._machine = self._stages = None
        try:
            # A local AWS ends with its process, so only a complete run shows its destroy. Before the first apply, the state is empty.
            if stages and (finished or (self._options.live and self._folder.left_in_state())):
                stages.destroy()
            if machine and (finished or self._options.live):
                self._check_buckets(machine)
        except TerraformError as error:
            if self._options.live:
                raise TerraformError(f"{error}\nBuckets may be left on AWS: `make demo-end` tries to destroy them again.") from error
            self._folder.remove()
            raise
        finally:
            self._screen.close()
            if machine:
                machine.stop()
        self._folder.remove()
        if finished:
            self._screen.say("Nothing is left behind: no bucket, no process, no file.")

    def _check_buckets(self, machine: Machine) -> None:
        """Raises AwsError if a bucket of this run still exists."""
        left = [name for connection in (machine.source, machine.destination) for name in connection.buckets(self._name)]
        if left:
            raise AwsError(
                f"the demo left the buckets {', '.join(sorted(set(left)))}: delete them manually, run `make demo-end`, and report the bug."
            )

    def _open(self, example: Example) -> Machine:
        if self._options.live:
            return use_live(example.cross_account, self._options.destination_role_arn)
        return start_local(example.cross_account, self._options.port, self._folder.path if self._options.keep else None)

    def _greet(self, machine: Machine) -> None:
        place = f"on AWS, account {machine.source.account()}"
        if machine.port:
            Control(local_endpoint(machine.port)).delay(self._options.delay)
            place = f"on a local AWS, port {machine.port} of 127.0.0.1"
        self._screen.say(f"examples/{self._options.example} {place}")

    def _prepare(self, example: Example, machine: Machine) -> Stages:
        tags = tag_variables(self._name) if self._options.live else {}
        environment = terraform_environment({**machine.environment, **tags}, self._folder.path)
        terraform = Terraform(example.folder, self._binary, environment, self._screen.line)
        terraform.variables(example.variables(self._name, machine.destination_role_arn))
        return Stages(terraform, self._screen.step, self._options.live)

    def _record(self, machine: Machine, example: Example) -> Record:
        live = self._options.live
        return Record(
            example=self._options.example,
            began=datetime.now(UTC).isoformat(timespec="seconds"),
            process=os.getpid(),
            port=machine.port,
            destination_role_arn=machine.destination_role_arn,
            started=start_time(os.getpid()),
            name=self._name,
            accounts=(machine.source.account(), machine.destination.account()) if live else (),
            regions=example.regions(machine.environment) if live else (),
        )


def _announcement(record: Record) -> str:
    places = dict.fromkeys(f"account {account} in {region}" for account, region in zip(record.accounts, record.regions, strict=True))
    return f"examples/{record.example} creates buckets, keys and roles on AWS: {', '.join(places)}."
