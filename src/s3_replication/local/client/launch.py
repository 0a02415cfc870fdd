"""A local AWS in its own process, which ends with the program that started it."""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from s3_replication.errors import AwsError, InputError
from s3_replication.local.client.control import Control
from s3_replication.local.client.environment import clean_environment, local_endpoint, local_environment

__all__ = ["LocalAws", "child_environment", "read_greeting", "server_arguments"]

START_SECONDS = 60.0
STOP_SECONDS = 1.0
_BODY_BYTES = str(1 << 20)  # larger bodies are mapped one by one, and unmapped when they are freed


class LocalAws:
    """A running local AWS; use as a context manager, or call `stop`. It also ends when this program does, however it does."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process = process
        self.port = port
        self.pid = process.pid

    @classmethod
    def start(cls, port: int = 0, switches: Sequence[str] = (), *, authorize: bool = False) -> Self:
        """Start one on 127.0.0.1; `switches` are texts such as `trust_source_keys=yes`, `authorize` decides by IAM who may do what.

        Raises InputError for a port in use or a wrong switch, AwsError where it does not come up.
        """
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "s3_replication.local", "--port", str(port), "--with-parent",
             *server_arguments(switches, authorize=authorize)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=child_environment(),
            process_group=0,  # Ctrl-C in a terminal is for the program that started it, which still needs it to clean up
        )  # fmt: skip
        try:
            found = cls(process, read_greeting(process))
        except BaseException:
            _end(process)
            raise
        return found

    @property
    def endpoint(self) -> str:
        """The address for services without their own host name, and of the control API."""
        return local_endpoint(self.port)

    @property
    def control(self) -> Control:
        """The control API."""
        return Control(self.endpoint)

    def environment(self) -> dict[str, str]:
        """The variables that `s3-replication local env` prints."""
        return local_environment(self.port)

    def full_environment(self) -> dict[str, str]:
        """This process' environment with those variables, and without what would get in their way."""
        return clean_environment(os.environ, self.port)

    def stop(self) -> None:
        """End it; returns within about a second."""
        _end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def server_arguments(switches: Sequence[str], *, authorize: bool) -> list[str]:
    """The server's arguments for its switches and for authorization."""
    return [*(argument for switch in switches for argument in ("--switch", switch)), *(["--authorize"] if authorize else [])]


def child_environment() -> dict[str, str]:
    """The environment of the server itself: no proxy, no AWS settings of the user's, and memory that goes back to the system.

    Without a fixed threshold, glibc keeps the memory of each body up to 32 MiB once one of that size was freed (mallopt(3)).
    """
    kept = {
        name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY") and not name.startswith(("AWS_", "MOTO_"))
    }
    return {**kept, "MALLOC_MMAP_THRESHOLD_": _BODY_BYTES, "MALLOC_TRIM_THRESHOLD_": _BODY_BYTES}


def read_greeting(process: "subprocess.Popen[bytes]") -> int:
    """The port from the server's first line; raises InputError with the server's own sentence, AwsError where none comes."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    until = time.monotonic() + START_SECONDS
    ready, _, _ = select.select([process.stdout], [], [], max(until - time.monotonic(), 0))
    line = process.stdout.readline() if ready else b""
    try:
        greeting = json.loads(line)
    except ValueError as error:
        raise AwsError(
            f"the local AWS did not start within {START_SECONDS:.0f} s; run 'python -m s3_replication.local' to see why"
        ) from error
    if "error" in greeting:
        raise InputError(str(greeting["error"]))
    return int(greeting["port"])


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
