"""The console script. It imports the package inside `run`, so that an interrupt during the import is also reported in one sentence."""

import sys

__all__ = ["run"]


def run() -> None:
    """Run the command line of this process."""
    try:
        from s3_replication.cli.main import main  # noqa: PLC0415 - an interrupt may come while packages are imported

        main()
    except KeyboardInterrupt:
        sys.stderr.write("Error: interrupted; nothing was left behind.\n")
        sys.exit(130)
