"""A local AWS that outlives the command that started it: start, status and stop, by name."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from s3_replication.errors import AwsError, InputError
from s3_replication.local.client.launch import child_environment, read_greeting, server_arguments
from s3_replication.local.client.state import DEFAULT_NAME, Running, StateFile, default_folder, start_time

__all__ = ["already_running", "start", "status", "stop"]

STOP_SECONDS = 5.0


def start(
    port: int = 0, folder: Path | None = None, switches: Sequence[str] = (), name: str = DEFAULT_NAME, *, authorize: bool = False
) -> Running:
    """Start one detached; raises InputError when one of that name runs already, the port is in use or its state cannot be kept."""
    folder = folder or default_folder()
    already = status(folder, name)
    if already is not None:
        raise InputError(already_running(already))
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "s3_replication.local", "--port", str(port), "--state", str(folder), "--name", name,
         *server_arguments(switches, authorize=authorize)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=child_environment(), start_new_session=True,
    )  # fmt: skip
    try:
        read_greeting(process)
        found = StateFile(folder, name).read()  # the server wrote it before it greeted
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        if process.stdout is not None:
            process.stdout.close()
    process.returncode = 0  # it outlives this program on purpose, which subprocess would warn about
    if found is None:
        raise AwsError("the local AWS ended right after its start; run 'python -m s3_replication.local' to see why")
    return found


def already_running(running: Running) -> str:
    """What is said to somebody who starts a second one of a name."""
    chosen = "" if running.name == DEFAULT_NAME else f" --name {running.name}"
    return (
        f"a local AWS named {running.name!r} already runs on port {running.port} (process {running.pid}): use it with "
        f"'s3-replication local env{chosen}', or start another with 's3-replication local start --name NAME'"
    )


def status(folder: Path | None = None, name: str = DEFAULT_NAME) -> Running | None:
    """The one of that name that lives, whether it answers or not; None where none does."""
    return StateFile(folder or default_folder(), name).read()


def stop(folder: Path | None = None, name: str = DEFAULT_NAME) -> Running | None:
    """End the one that runs; None where none did. Raises AwsError where it does not end."""
    state = StateFile(folder or default_folder(), name)
    found = state.read()
    if found is None:
        return None
    for number in (signal.SIGTERM, signal.SIGKILL):
        if start_time(found.pid) == found.started:  # never a stranger that has its number now
            os.kill(found.pid, number)
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until:
            if not _lives(state, found):
                return found
            time.sleep(0.02)
    raise AwsError(f"the local AWS on port {found.port} (process {found.pid}) does not end: end the process manually")


def _lives(state: StateFile, stopped: Running) -> bool:
    """Whether it is still that server: another of the name may have started meanwhile."""
    try:
        return state.read() == stopped
    except InputError:
        return start_time(stopped.pid) == stopped.started
