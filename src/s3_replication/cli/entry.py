"""The console script. `run` imports the commands, so that an interrupt during the import is also reported in one sentence."""

import sys

from s3_replication.errors import INTERRUPTED, INTERRUPTED_EXIT_CODE

__all__ = ["run"]


def run() -> None:
    """Run the command line of this process."""
    try:
        from s3_replication.cli.main import main  # noqa: PLC0415 - an interrupt may come while packages are imported

        main()
    except KeyboardInterrupt:
        sys.stderr.write(f"Error: {INTERRUPTED}\n")
        sys.exit(INTERRUPTED_EXIT_CODE)
