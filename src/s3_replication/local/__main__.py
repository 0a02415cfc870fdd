"""The process of the local AWS: `python -m s3_replication.local [--port N] [--with-parent]`; prints its port as JSON once it listens."""

import argparse
import gc
import json
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path

from s3_replication.errors import InputError, ReplicationToolError
from s3_replication.local.client.process import already_running
from s3_replication.local.client.state import DEFAULT_NAME, StateFile

__all__ = ["main"]

CLAIM_SECONDS = 5.0
FILES = 8192


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT (or, with --with-parent, until standard input closes)."""
    parser = argparse.ArgumentParser(prog="s3_replication.local")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE", help="a reading of what AWS leaves open")
    parser.add_argument("--state", type=Path, metavar="FOLDER", help="where to keep the state file that `local start` reads")
    parser.add_argument("--name", default=DEFAULT_NAME, help="with --state: the name under which it is found")
    parser.add_argument("--authorize", action="store_true", help="decide by IAM which caller may do what")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    options = parser.parse_args(arguments)
    state: StateFile | None = None
    try:
        if not 0 <= options.port <= 65535:
            raise InputError(f"port {options.port} does not exist; choose one from 1 to 65535, or leave it out for a free one")
        state = _claimed(options.state, options.name)
        # A wrong argument is answered before moto is loaded, and loading makes no garbage worth a look.
        gc.disable()
        from s3_replication.core import read_switches  # noqa: PLC0415
        from s3_replication.local.server.outgoing import refuse_outgoing  # noqa: PLC0415
        from s3_replication.local.service.assembly import build_service  # noqa: PLC0415

        service = build_service(options.port, read_switches(options.switch), authorize=options.authorize)
        if state:
            state.write(service.listener.port)
    except ReplicationToolError as error:
        return _refuse(error, state)
    except ModuleNotFoundError as error:
        return _refuse(
            InputError(f'the local AWS needs the package {error.name}: install it with pip install "s3-replication[local]"'), state
        )
    # Most objects here live long: with Python's usual thresholds a fifth of the time of a write went into looking for garbage.
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 50, 1000)
    _raise_file_limit()
    refuse_outgoing(service.listener.port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: _end(state))
    try:
        sys.stdout.write(json.dumps({"port": service.listener.port, "pid": os.getpid()}) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the process that started this one has ended
        _end(state)
    if options.with_parent:
        threading.Thread(target=_watch_parent, daemon=True).start()
    service.run()
    return 0


def _claimed(folder: Path | None, name: str) -> StateFile | None:
    """The state file, with its lock; None without a folder."""
    if folder is None:
        return None
    state = StateFile(folder, name)
    until = time.monotonic() + CLAIM_SECONDS
    while not state.acquire():  # a reader takes the lock for a moment too
        running = state.read()
        if running or time.monotonic() > until:
            raise InputError(already_running(running) if running else f"the state of the local AWS named {name!r} is in use: try again")
        time.sleep(0.02)
    return state


def _refuse(error: ReplicationToolError, state: StateFile | None) -> int:
    if state:
        state.release()
    sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
    return error.exit_code


def _end(state: StateFile | None) -> None:
    """No data is kept on disk and every thread is a daemon's, so the process may end at once."""
    if state:
        state.release()
    os._exit(0)


def _raise_file_limit() -> None:
    """Most shells allow 1,024 files, and each connection needs one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _watch_parent() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
