"""The core of the local AWS inside its process: moto, the worker, the router, the control API and the listening socket."""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from s3_replication.core import Reason, Switches, explain
from s3_replication.errors import InputError
from s3_replication.local.moto_compat.app import MotoServices
from s3_replication.local.moto_compat.fast import FastPath
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.installation import install
from s3_replication.local.moto_compat.installation import reset as forget
from s3_replication.local.moto_compat.world import find_bucket
from s3_replication.local.replication.record import TaskRecord
from s3_replication.local.replication.worker import Worker
from s3_replication.local.server.control import ControlApi, seconds
from s3_replication.local.server.listener import Listener
from s3_replication.local.server.recorder import Recorder
from s3_replication.local.server.router import Router

__all__ = ["Service"]

TICK_SECONDS = 5.0


class Service:
    """One local AWS, to which capabilities add routes and listeners before it runs."""

    def __init__(self, port: int, switches: Switches) -> None:
        install()
        hooks.switches = switches
        self.clock = hooks.clock
        self.worker = Worker(self.clock)
        hooks.replication = self.worker
        self.recorder = Recorder()
        self.control = ControlApi()
        self.on_reset: list[Callable[[], None]] = []
        self.on_clock: list[Callable[[datetime], None]] = []
        self.settling: list[Callable[[float], int]] = []
        self.moto = MotoServices()
        fast = FastPath(self.recorder)
        self.router = Router(self.moto, self.recorder, self.control.handle, changed=self.worker.world_changed,
                             fast=fast.answer, busy=self.worker.pace.request)  # fmt: skip
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
        self.worker.world_changed()
        for listener in self.on_reset:
            listener()

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

    def _health(self) -> dict[str, Any]:
        queue = self.worker.queue
        return {"status": "ok", "pid": os.getpid(), "pending": queue.open, "paused": queue.paused, "now": self.clock.now().isoformat()}

    def _settle(self, arguments: dict[str, Any]) -> dict[str, Any]:
        most = seconds(arguments, "seconds", 30).total_seconds()
        left = sum(wait(most) for wait in self.settling) + self.worker.queue.wait_until_idle(most)
        return {"settled": left == 0, "pending": left}

    def _set(self, paused: bool | None = None, delay: timedelta | None = None) -> dict[str, Any]:
        queue = self.worker.queue

        def change() -> None:
            queue.paused = queue.paused if paused is None else paused
            queue.delay = queue.delay if delay is None else delay

        queue.wake(change)
        return {"paused": queue.paused, "delay": queue.delay.total_seconds()}

    def _advance(self, arguments: dict[str, Any]) -> dict[str, Any]:
        now = self.clock.advance(seconds(arguments, "seconds"))
        self.worker.queue.wake()
        self._tell_clock(now)
        return {"now": now.isoformat()}

    def _tell_clock(self, now: datetime) -> None:
        for listener in self.on_clock:
            listener(now)

    def _tick(self) -> None:
        """The clock goes on by itself too."""
        while True:
            time.sleep(TICK_SECONDS)
            self._tell_clock(self.clock.now())

    def _fault(self, arguments: dict[str, Any]) -> dict[str, Any]:
        times, lasting = arguments.get("times"), arguments.get("seconds")
        if times is not None and int(times) < 1:
            raise InputError("times must be 1 or more")
        self.worker.faults.add(str(arguments.get("destination", "")), None if times is None else int(times),
                               None if lasting is None else float(lasting))  # fmt: skip
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
            raise InputError(f"there is no bucket {name!r}; give bucket=NAME of one that exists")
        prefix = str(arguments.get("prefix", ""))
        found = []
        for version in bucket.keys.everything():
            if version.name.startswith(prefix):
                tasks = [_task(record) for record in version.tasks.values()]
                status = version.replication_status
                written = version.last_modified.isoformat() + "Z"
                found.append({"key": version.name, "version_id": version.version_id, "last_modified": written,
                              "status": status.value if status else None, "replica": version.replica, "tasks": tasks,
                              "not_replicated": [_skipped(*item) for item in version.skipped.items()]})  # fmt: skip
        return {"bucket": name, "versions": found}


def _skipped(destination: str, reason: Reason) -> dict[str, str]:
    return {"destination": destination, "reason": reason.value, "explanation": explain(reason)}


def _task(record: TaskRecord) -> dict[str, Any]:
    reason = record.failure_reason
    return {
        "destination": record.destination,
        "component": record.component.value,
        "rule_id": record.rule_id,
        "outcome": record.outcome.value,
        "failure_reason": reason.value if reason else None,
        "explanation": explain(reason) if reason else None,
        "unknown": list(record.unknown),
        "admitted": record.admitted.isoformat(),
        "settled": record.settled.isoformat() if record.settled else None,
        "attempts": record.attempts,
    }
