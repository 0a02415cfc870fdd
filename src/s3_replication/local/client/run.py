"""A command in the environment of a local AWS, which ends with it."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Self

from s3_replication.errors import InputError
from s3_replication.local.client.environment import clean_environment
from s3_replication.local.client.foreign_state import refuse_foreign_state
from s3_replication.local.client.launch import LocalAws
from s3_replication.local.client.selection import find_port

__all__ = ["run_command"]

NOT_FOUND, SIGNALLED = 127, 128  # as shells have it
_FORWARDED = (signal.SIGTERM, signal.SIGHUP)


def run_command(command: Sequence[str], name: str | None = None, switches: Sequence[str] = (), *, authorize: bool = False) -> int:
    """The command's exit code. Without a name a local AWS is started for it alone; raises InputError, AwsError."""
    with contextlib.ExitStack() as ending:
        if name is None:
            refuse_foreign_state(command, Path.cwd(), os.environ)
            port = ending.enter_context(LocalAws.start(switches=switches, authorize=authorize)).port
        elif switches or authorize:
            option = "--switch" if switches else "--authorize"
            raise InputError(f"{option} cannot be combined with --name: the named local AWS got its options when it was started")
        else:
            port = find_port({}, name=name)
        return _run(command, clean_environment(os.environ, port))


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    with _Forwarding() as forwarding:
        try:
            process = subprocess.Popen(list(command), env=environment)  # noqa: S603 - the user's own command
        except OSError as error:
            sys.stderr.write(f"Error: {command[0]!r} cannot be run ({error.strerror}): correct the command after '--'.\n")
            return NOT_FOUND
        forwarding.to(process)
        code = process.wait()
    return code if code >= 0 else SIGNALLED - code


class _Forwarding:
    """Requests to end are passed on to the command, which decides and is waited for. Ctrl-C reaches it from the terminal already."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: list[int] = []

    def __enter__(self) -> Self:
        self._former = {number: signal.signal(number, self._forward) for number in (*_FORWARDED, signal.SIGINT)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    def to(self, process: "subprocess.Popen[bytes]") -> None:
        """Names the command, once it runs."""
        self._process = process
        for number in self._waiting:
            process.send_signal(number)

    def _forward(self, number: int, _frame: FrameType | None) -> None:
        if self._process is None:
            self._waiting.append(number)
        elif number != signal.SIGINT:
            self._process.send_signal(number)
