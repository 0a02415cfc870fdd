"""The console script. `run` imports the commands, so that an interrupt during the import is also reported in one sentence."""

import signal
import sys
from types import FrameType

from s3_replication.errors import INTERRUPTED, INTERRUPTED_EXIT_CODE

__all__ = ["run"]


def run() -> None:
    """Run the command line of this process. SIGTERM and SIGHUP end it as Ctrl-C does, so that it cleans up."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores SIGHUP
            signal.signal(number, _interrupt)
    try:
        from s3_replication.cli.main import main  # noqa: PLC0415 - an interrupt may come while packages are imported

        main()
    except KeyboardInterrupt:
        sys.stderr.write(f"Error: {INTERRUPTED}\n")
        sys.exit(INTERRUPTED_EXIT_CODE)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
