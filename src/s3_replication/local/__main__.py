"""The process of the local AWS: `python -m s3_replication.local [--port N] [--with-parent]`; prints its port as JSON once it listens."""

import argparse
import gc
import json
import os
import signal
import sys
import threading
from types import FrameType

from s3_replication.errors import InputError, ReplicationToolError

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT (or, with --with-parent, until standard input closes)."""
    parser = argparse.ArgumentParser(prog="s3_replication.local")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE", help="a reading of what AWS leaves open")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    options = parser.parse_args(arguments)
    try:
        if not 0 <= options.port <= 65535:
            raise InputError(f"port {options.port} does not exist; choose one from 1 to 65535, or leave it out for a free one")
        # A wrong argument is answered before moto is loaded, and loading makes no garbage worth a look.
        gc.disable()
        from s3_replication.core import read_switches  # noqa: PLC0415
        from s3_replication.local.local_aws import whole_service  # noqa: PLC0415

        service = whole_service(options.port, read_switches(options.switch))
    except ReplicationToolError as error:
        sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
        return error.exit_code
    # Most objects here live long: with Python's usual thresholds a fifth of the time of a write went into looking for garbage.
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 50, 1000)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    sys.stdout.write(json.dumps({"port": service.listener.port, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    if options.with_parent:
        threading.Thread(target=_watch_parent, daemon=True).start()
    service.run()
    return 0


def _end(_number: int, _frame: FrameType | None) -> None:
    """Nothing is kept on disk and every thread is a daemon's, so the process may end at once."""
    os._exit(0)


def _watch_parent() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
