"""The core of the local AWS inside its process: moto, the worker, the router, the control API and the listening socket."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from s3_replication.core import Switches
from s3_replication.errors import InputError
from s3_replication.local.authorize import RequestAuthorizer
from s3_replication.local.moto.applications import MotoServices
from s3_replication.local.moto.installation import install
from s3_replication.local.moto.installation import reset as forget
from s3_replication.local.moto.s3.fast_path import FastPath
from s3_replication.local.moto.services.kms import create_named_key
from s3_replication.local.moto.store.directory import MotoDirectory
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.moto.store.store import MotoStore
from s3_replication.local.moto.store.world import all_buckets, find_bucket
from s3_replication.local.ports.clock import FARTHEST, Clock
from s3_replication.local.ports.listeners import call_each
from s3_replication.local.ports.missing import no_bucket
from s3_replication.local.ports.store import Store
from s3_replication.local.replication.worker import Worker
from s3_replication.local.server.control import ControlApi, seconds
from s3_replication.local.server.listener import Listener
from s3_replication.local.server.recorder import Recorder
from s3_replication.local.server.router import Router
from s3_replication.local.service.versions import count_failed, describe_versions

__all__ = ["Service"]

TICK_SECONDS = 5.0


def _machine_time() -> datetime:
    """The time that clients sign with, also where the clock of the local AWS was moved."""
    return datetime.now(UTC)


class Service:
    """One local AWS, to which `whole.build_service` adds the capabilities before it runs."""

    def __init__(self, port: int, switches: Switches, *, authorize: bool = False) -> None:
        self.clock = Clock()
        self.runtime = Runtime(self.clock, switches, authorizes=authorize)
        install(self.runtime)
        self.store: Store = MotoStore(self.runtime)
        self.worker = Worker(self.clock, switches)
        self.runtime.replication = self.worker
        self.recorder = Recorder()
        self.control = ControlApi()
        self.on_reset: list[Callable[[], None]] = []
        self.on_clock: list[Callable[[datetime], None]] = []
        self.settling: list[Callable[[float], int]] = []
        self.authorizer = RequestAuthorizer(MotoDirectory(self.runtime), self.clock.now, _machine_time) if authorize else None
        self.router = Router(
            MotoServices(), self.recorder, self.control.handle,
            changed=self._changed, fast=FastPath(self.runtime).answer, busy=self.worker.pace.request,
            now=_machine_time,
            judge=self.authorizer,
        )  # fmt: skip
        self._offer()
        self.listener = Listener(port, self.router.handle)

    def run(self) -> None:
        """Serve until closed."""
        self.worker.start()
        threading.Thread(target=self._tick, name="clock", daemon=True).start()
        self.listener.run()

    def close(self) -> None:
        """Stop serving; open connections end with the process."""
        self.listener.close()
        self.worker.queue.close()

    def reset(self) -> None:
        """A fresh world: drops what is queued, forgets everything stored and recorded."""
        self.worker.queue.clear()
        self.worker.faults.clear()
        forget()
        self.recorder.clear()
        self._changed()
        call_each(self.on_reset)
        self.clock.reset()

    def _changed(self) -> None:
        """A configuration has changed."""
        self.worker.world_changed()
        if self.authorizer is not None:
            self.authorizer.changed()

    def _offer(self) -> None:
        add = self.control.add
        add("GET", "health", lambda _: self._health())
        add("POST", "settle", self._settle)
        add("POST", "pause", lambda _: self._set(paused=True))
        add("POST", "resume", lambda _: self._set(paused=False))
        add("POST", "delay", lambda arguments: self._set(delay=seconds(arguments, "seconds")))
        add("POST", "clock", self._advance)
        add("POST", "fault", self._fault)
        add("DELETE", "fault", self._clear_faults)
        add("POST", "reset", self._reset)
        add("GET", "recorded", self._recorded)
        add("GET", "counts", lambda _: {"counts": self.recorder.counts()})
        add("GET", "versions", self._versions)
        add("POST", "key", self._create_key)
        if self.authorizer is not None:
            asked = self.authorizer.questions
            add("GET", "permissions", lambda _: {"permissions": asked.listed()})
            self.on_reset.append(asked.clear)

    def _health(self) -> dict[str, Any]:
        queue = self.worker.queue
        return {"status": "ok", "pid": os.getpid(), "pending": queue.open, "paused": queue.paused, "now": self.clock.now().isoformat()}

    def _settle(self, arguments: dict[str, Any]) -> dict[str, Any]:
        most = seconds(arguments, "seconds", 30, most=timedelta(days=1)).total_seconds()
        left = sum(wait(most) for wait in self.settling) + self.worker.queue.wait_until_idle(most)
        return {
            "settled": left == 0,
            "pending": left,
            "failed": count_failed(all_buckets()),
        }

    def _set(self, paused: bool | None = None, delay: timedelta | None = None) -> dict[str, Any]:
        queue = self.worker.queue

        def change() -> None:
            queue.paused = queue.paused if paused is None else paused
            queue.delay = queue.delay if delay is None else delay

        queue.wake(change)
        return {"paused": queue.paused, "delay": queue.delay.total_seconds()}

    def _advance(self, arguments: dict[str, Any]) -> dict[str, Any]:
        now = self.clock.advance(seconds(arguments, "seconds", most=FARTHEST))
        self.worker.queue.wake()
        self._notify_clock(now)
        return {"now": now.isoformat()}

    def _notify_clock(self, now: datetime) -> None:
        call_each(self.on_clock, now)

    def _tick(self) -> None:
        """The clock goes on by itself too."""
        while True:
            time.sleep(TICK_SECONDS)
            self._notify_clock(self.clock.now())

    def _fault(self, arguments: dict[str, Any]) -> dict[str, Any]:
        times, lasting = arguments.get("times"), arguments.get("seconds")
        if times is not None and int(times) < 1:
            raise InputError("times must be 1 or more")
        destination = str(arguments.get("destination", ""))
        if destination and find_bucket(destination) is None:
            raise no_bucket(destination)
        self.worker.faults.add(destination, None if times is None else int(times),
                               None if lasting is None else seconds(arguments, "seconds"))  # fmt: skip
        return {"fault": "set"}

    def _clear_faults(self, _: dict[str, Any]) -> dict[str, Any]:
        self.worker.faults.clear()
        return {"fault": "cleared"}

    def _reset(self, _: dict[str, Any]) -> dict[str, Any]:
        self.reset()
        return {"reset": True}

    def _recorded(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"calls": self.recorder.calls(arguments.get("service"), arguments.get("operation"))}

    def _versions(self, arguments: dict[str, Any]) -> dict[str, Any]:
        name = str(arguments.get("bucket", ""))
        bucket = find_bucket(name)
        if bucket is None:
            raise no_bucket(name)
        return {"bucket": name, "versions": describe_versions(bucket, str(arguments.get("prefix", "")), self.worker.engine())}

    def _create_key(self, arguments: dict[str, Any]) -> dict[str, Any]:
        arn, policy = str(arguments.get("arn", "")), arguments.get("policy")
        create_named_key(arn, str(policy) if policy is not None else None)
        self._changed()
        return {"arn": arn}
