"""A local AWS that outlives the command that started it: start, status and stop over a small state file."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from s3_replication.errors import AwsError, InputError
from s3_replication.local.control import Control
from s3_replication.local.environment import local_endpoint
from s3_replication.local.launch import child_environment, read_greeting, switch_arguments

__all__ = ["Running", "default_folder", "start", "status", "stop"]

STATE = "local-aws.json"
STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Running:
    """One detached local AWS."""

    port: int
    pid: int


def default_folder() -> Path:
    """Where the state file is kept: the user's runtime folder, else the cache folder."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.access(runtime, os.W_OK):
        return Path(runtime) / "s3-replication"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "s3-replication"


def start(port: int = 0, folder: Path | None = None, switches: Sequence[str] = ()) -> Running:
    """Start one detached; raises InputError when one runs already or the port is in use."""
    folder = folder or default_folder()
    already = status(folder)
    if already is not None:
        raise InputError(
            f"a local AWS already runs on port {already.port} (process {already.pid}); stop it with 's3-replication local stop'"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "s3_replication.local", "--port", str(port), *switch_arguments(switches)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=child_environment(), start_new_session=True,
    )  # fmt: skip
    try:
        found = Running(read_greeting(process), process.pid)
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        if process.stdout is not None:
            process.stdout.close()
    process.returncode = 0  # it outlives this program on purpose, which subprocess would warn about
    (folder / STATE).write_text(json.dumps(asdict(found)))
    return found


def status(folder: Path | None = None) -> Running | None:
    """The one that runs, None where none does; a stale state file of a process that is gone is removed."""
    path = (folder or default_folder()) / STATE
    try:
        found = Running(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        path.unlink(missing_ok=True)
        return None
    try:
        pid = Control(local_endpoint(found.port), timeout=5).health().get("pid")
    except AwsError:
        pid = None
    if pid != found.pid:
        path.unlink(missing_ok=True)
        return None
    return found


def stop(folder: Path | None = None) -> Running | None:
    """End the one that runs; None where none did."""
    found = status(folder)
    if found is None:
        return None
    os.kill(found.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until and status(folder) is not None:
        time.sleep(0.05)
    ((folder or default_folder()) / STATE).unlink(missing_ok=True)
    return found
